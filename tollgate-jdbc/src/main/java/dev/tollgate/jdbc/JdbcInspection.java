package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads everything as of the moment of its first read. */
final class JdbcInspection implements Inspection {
    private final Reader reader;
    private final Session session;
    private final Tables tables;

    JdbcInspection(Reader reader, Session session, Tables tables) {
        this.reader = reader;
        this.session = session;
        this.tables = tables;
    }

    @Override
    public List<AccountKey> accounts(Optional<AccountKey> after, int max) {
        return reader.on(session, s -> {
            List<AccountKey> found = new ArrayList<>();
            AccountKey last = after.orElse(new AccountKey("", ""));
            while (found.size() < max) {
                last = next(s, last);
                if (last == null) {
                    break;
                }
                found.add(last);
            }
            return found;
        });
    }

    /** A step or two in each table's index, however many rows an account has. */
    private @Nullable AccountKey next(Session session, AccountKey after) throws SQLException {
        TicketSearch search = tables.queries().search();
        return first(
                first(
                        next(session, "tollgate_account", "tenant", "account", after),
                        next(session, "tollgate_usage", "tenant", "account", after)),
                next(session, "tollgate_ticket", search.tenant(), search.account(), after));
    }

    private static @Nullable AccountKey first(@Nullable AccountKey one, @Nullable AccountKey other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** In two questions, because not every database finds the place of a pair in an index. */
    private static @Nullable AccountKey next(
            Session session, String table, String tenant, String account, AccountKey after) throws SQLException {
        String select = "SELECT tenant, account FROM " + table + " WHERE " + tenant;
        AccountKey ofTenant =
                keyOrNull(session.sql("%s = ? AND %s > ? ORDER BY %s LIMIT 1".formatted(select, account, account))
                        .text(after.tenant())
                        .text(after.account()));
        return ofTenant != null
                ? ofTenant
                : keyOrNull(session.sql("%s > ? ORDER BY %s, %s LIMIT 1".formatted(select, tenant, account))
                        .text(after.tenant()));
    }

    private static @Nullable AccountKey keyOrNull(Prepared query) throws SQLException {
        try (Cursor rows = query.query()) {
            return rows.next() ? new AccountKey(rows.text(), rows.text()) : null;
        }
    }

    @Override
    public OptionalLong version(AccountKey account) {
        return account(account).map(row -> OptionalLong.of(row.version())).orElse(OptionalLong.empty());
    }

    @Override
    public Optional<AccountRow> account(AccountKey account) {
        return reader.on(session, s -> Optional.ofNullable(tables.accounts().load(s, account)));
    }

    @Override
    public void usage(AccountKey account, Consumer<UsageRow> each) {
        reader.on(session, s -> {
            tables.usage().forEach(s, account, each);
            return account;
        });
    }

    @Override
    public void tickets(AccountKey account, Consumer<TicketRow> each) {
        reader.on(session, s -> {
            tables.queries().forEach(s, account, each);
            return account;
        });
    }

    @Override
    public void close() {
        reader.close(session);
    }
}
