package dev.tollgate.redis;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.WindowKey;
import java.util.function.Function;
import java.util.function.Supplier;

/** Any bytes as what a server keeps: refused in words, or read as a value whose own bytes are read as the same value. */
public final class StoredTextsFuzz {
    private static final AccountKey ACCOUNT = new AccountKey("default", "acme");
    private static final TicketKey TICKET = new TicketKey(ACCOUNT, "payment", "ORD-1");
    private static final WindowKey WINDOW = new WindowKey("daily", 0);

    private StoredTextsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        AccountText accounts = new AccountText();
        again(
                () -> accounts.read(ACCOUNT, bytes),
                row -> accounts.read(ACCOUNT, AccountText.write(row).getRaw()));
        again(
                () -> TicketText.read(TICKET, bytes),
                row -> TicketText.read(TICKET, TicketText.write(row).getRaw()));
        again(
                () -> UsageText.read(WINDOW, bytes),
                row -> UsageText.read(WINDOW, UsageText.write(row).getRaw()));
        again(
                () -> AccountText.readAudit(ACCOUNT, bytes),
                row -> AccountText.readAudit(ACCOUNT, AccountText.write(row).getRaw()));
        String member = Bytes.text(bytes);
        again(() -> Keys.account(member), key -> Keys.account(Keys.member(key)));
        again(() -> Keys.ticket(member), key -> Keys.ticket(Keys.member(key)));
        again(() -> Keys.ticketOfNumber(member), key -> Keys.ticketOfNumber(Keys.numberMember(key)));
        again(() -> Keys.window(member), key -> Keys.window(Keys.member(key)));
    }

    private static <T> void again(Supplier<T> reading, Function<T, T> writtenAndRead) {
        T value;
        try {
            value = reading.get();
        } catch (IllegalArgumentException | InvalidRequestException e) {
            Holds.says(e);
            return;
        }
        Holds.same(value, writtenAndRead.apply(value));
    }
}
