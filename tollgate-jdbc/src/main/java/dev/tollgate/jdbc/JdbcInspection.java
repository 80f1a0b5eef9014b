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
    private static final List<String> TABLES = List.of("tollgate_account", "tollgate_usage", "tollgate_ticket");

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

    /** One step in each table's index, however many tickets an account has. */
    private static @Nullable AccountKey next(Session session, AccountKey after) throws SQLException {
        AccountKey next = null;
        for (String table : TABLES) {
            AccountKey found = next(session, table, after);
            if (found != null) {
                next = next == null || found.compareTo(next) < 0 ? found : next;
            }
        }
        return next;
    }

    /** In two questions, because not every database finds the place of a pair in an index. */
    private static @Nullable AccountKey next(Session session, String table, AccountKey after) throws SQLException {
        String select = "SELECT tenant, account FROM " + table;
        AccountKey ofTenant =
                keyOrNull(session.sql(select + " WHERE tenant = ? AND account > ? ORDER BY account LIMIT 1")
                        .text(after.tenant())
                        .text(after.account()));
        return ofTenant != null
                ? ofTenant
                : keyOrNull(session.sql(select + " WHERE tenant > ? ORDER BY tenant, account LIMIT 1")
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
