package dev.tollgate.redis;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Amount;
import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whatever rows there can be come back from what a server keeps of them. */
public final class StoredRowsFuzz {
    private static final AccountKey ACCOUNT = new AccountKey("default", "acme");
    private static final TicketKey TICKET = new TicketKey(ACCOUNT, "payment", "ORD-1");
    private static final long MILLIS_MAX = 253_370_764_800_000L;

    private StoredRowsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        try {
            ticket(input);
            account(input);
        } catch (InvalidRequestException e) {
            Holds.says(e);
        }
        WindowKey window = new WindowKey(name(input), input.number());
        long one = input.number() & Long.MAX_VALUE;
        long other = input.number() & Long.MAX_VALUE;
        UsageRow usage = new UsageRow(window, Math.max(one, other), Math.min(one, other));
        Holds.same(usage, UsageText.read(window, UsageText.write(usage).getRaw()));
        Holds.same(window, Keys.window(Keys.member(window)));
    }

    private static void ticket(Input input) {
        Amount amount = input.choice(2) == 0 ? null : new Amount(input.number(), "GBP");
        Outcome outcome = input.choice(2) == 0 ? null : new Outcome("a/b", input.bytes());
        List<HistoryRow> history = new ArrayList<>();
        for (int left = input.choice(3); left > 0; left--) {
            history.add(new HistoryRow(
                    history.size() + 1,
                    input.number(),
                    input.constant(HistoryEvent.Kind.class),
                    input.choice(101),
                    text(input),
                    text(input),
                    text(input),
                    number(input),
                    text(input),
                    text(input)));
        }
        String text = text(input);
        TicketRow row = new TicketRow(
                TICKET,
                input.number(),
                input.choice(101),
                name(input),
                name(input),
                input.constant(TicketState.class),
                amount,
                input.number(),
                text(input),
                input.number(),
                input.number(),
                number(input),
                number(input),
                input.constant(OnLapse.class),
                input.choice(64),
                outcome,
                text(input),
                text == null ? Map.of() : Map.of(name(input), text),
                input.choice(2) == 0 ? List.of() : List.of(new WindowKey(name(input), input.number())),
                history);
        Holds.same(row, TicketText.read(TICKET, TicketText.write(row).getRaw()));
    }

    private static void account(Input input) {
        Limit limit = Limit.count(name(input), WindowKind.TOTAL, 1);
        AccountRow row = new AccountRow(
                ACCOUNT,
                input.number(),
                name(input),
                input.number(),
                input.constant(AccountStatus.class),
                AccountConfig.of("GBP", limit),
                input.number(),
                input.choice(2) == 0 ? Map.of() : Map.of(name(input), input.number()),
                List.of(),
                new Account.Change(instant(input), name(input)),
                change(input),
                change(input),
                change(input),
                text(input));
        Holds.same(row, new AccountText().read(ACCOUNT, AccountText.write(row).getRaw()));
        AuditRow audit = new AuditRow(
                ACCOUNT,
                name(input),
                new AuditEntry(instant(input), name(input), name(input), text(input), text(input), text(input)));
        Holds.same(
                audit, AccountText.readAudit(ACCOUNT, AccountText.write(audit).getRaw()));
    }

    private static Account.@Nullable Change change(Input input) {
        return input.choice(2) == 0 ? null : new Account.Change(instant(input), name(input));
    }

    private static Instant instant(Input input) {
        return Instant.ofEpochMilli(Math.floorMod(input.number(), MILLIS_MAX));
    }

    private static @Nullable Long number(Input input) {
        return input.choice(2) == 0 ? null : (Long) input.number();
    }

    private static @Nullable String text(Input input) {
        return input.choice(2) == 0 ? null : whole(input.text());
    }

    /** A text that can be a name. */
    private static String name(Input input) {
        return "n" + whole(input.text()).replaceAll("\\p{Cntrl}", "");
    }

    /** What of it has bytes; the API refuses everything else. */
    private static String whole(String text) {
        return Bytes.text(Bytes.of(text).getRaw());
    }
}
