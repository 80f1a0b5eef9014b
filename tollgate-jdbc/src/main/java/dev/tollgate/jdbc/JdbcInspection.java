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
            String sql = "SELECT tenant, account FROM " + table
                    + " WHERE (tenant, account) > (?, ?) ORDER BY tenant, account LIMIT 1";
            try (Cursor rows =
                    session.sql(sql).text(after.tenant()).text(after.account()).query()) {
                if (rows.next()) {
                    AccountKey found = new AccountKey(rows.text(), rows.text());
                    next = next == null || found.compareTo(next) < 0 ? found : next;
                }
            }
        }
        return next;
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
