package dev.tollgate.memory;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads row lists one at a time; the account's version tells whether they belong together. */
final class MemoryInspection implements Inspection {
    private final Tables tables;

    MemoryInspection(Tables tables) {
        this.tables = tables;
    }

    @Override
    public List<AccountKey> accounts(Optional<AccountKey> after, int max) {
        synchronized (tables) {
            return tables.accountKeys(after, max);
        }
    }

    @Override
    public OptionalLong version(AccountKey account) {
        return account(account).map(row -> OptionalLong.of(row.version())).orElse(OptionalLong.empty());
    }

    @Override
    public Optional<AccountRow> account(AccountKey account) {
        synchronized (tables) {
            return Optional.ofNullable(tables.account(account));
        }
    }

    @Override
    public void usage(AccountKey account, Consumer<UsageRow> each) {
        List<UsageRow> rows;
        synchronized (tables) {
            rows = tables.usage(account);
        }
        rows.forEach(each);
    }

    @Override
    public void tickets(AccountKey account, Consumer<TicketRow> each) {
        List<TicketRow> rows;
        synchronized (tables) {
            rows = tables.tickets(account);
        }
        rows.forEach(each);
    }

    @Override
    public void close() {}
}
