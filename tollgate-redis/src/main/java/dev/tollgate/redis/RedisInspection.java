package dev.tollgate.redis;

import dev.tollgate.redis.Keys.Index;
import dev.tollgate.redis.Positions.Entry;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads page by page; the account's version tells whether the pages belong together. */
final class RedisInspection implements Inspection {
    private static final int PAGE = 64;

    private final Object store;
    private final AccountQueries accounts;
    private final TicketQueries tickets;

    /** @param store as failures call it */
    RedisInspection(Object store, AccountQueries accounts, TicketQueries tickets) {
        this.store = store;
        this.accounts = accounts;
        this.tickets = tickets;
    }

    @Override
    public List<AccountKey> accounts(Optional<AccountKey> after, int max) {
        TreeSet<AccountKey> keys = new TreeSet<>();
        for (Index index : List.of(Index.ACCOUNTS, Index.OTHERS)) {
            List<Entry> page = accounts.names(index, after, max).next(max);
            keys.addAll(RedisStore.reading(
                    store,
                    () -> page.stream()
                            .map(entry -> Keys.account(entry.member()))
                            .toList()));
        }
        return keys.stream().limit(max).toList();
    }

    @Override
    public OptionalLong version(AccountKey account) {
        return account(account).map(row -> OptionalLong.of(row.version())).orElse(OptionalLong.empty());
    }

    @Override
    public Optional<AccountRow> account(AccountKey account) {
        return RedisStore.reading(
                store, () -> Optional.ofNullable(accounts.rows(List.of(account)).get(0)));
    }

    @Override
    public void usage(AccountKey account, Consumer<UsageRow> each) {
        Positions windows = accounts.windows(account, "-inf", "+inf", PAGE);
        for (List<Entry> page = windows.next(PAGE); !page.isEmpty(); page = windows.next(PAGE)) {
            List<Entry> entries = page;
            RedisStore.reading(store, () -> accounts.usage(account, entries)).forEach(each);
        }
    }

    @Override
    public void tickets(AccountKey account, Consumer<TicketRow> each) {
        Positions positions = tickets.ofAccount(account);
        for (List<Entry> page = positions.next(PAGE); !page.isEmpty(); page = positions.next(PAGE)) {
            List<Entry> entries = page;
            List<@Nullable TicketRow> rows = RedisStore.reading(
                    store,
                    () -> tickets.rows(entries.stream()
                            .map(entry -> Keys.ticket(entry.member()))
                            .toList()));
            for (TicketRow row : rows) {
                if (row != null) {
                    each.accept(row);
                }
            }
        }
    }

    @Override
    public void close() {}
}
