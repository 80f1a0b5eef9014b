package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketPosition;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which way rows are found, on tables that grew from nothing and were never analysed. */
class PostgresQueriesTest {
    private static final TicketSearch SEARCH = TicketSearch.BY_STATE_WITH_LISTINGS_APART;
    private static final int TICKETS = 2_000;
    private static final int PER_BATCH = 100;

    private final String url = PostgresServer.shared().newDatabase();
    private JdbcStore store;
    private Connection shell;

    @BeforeEach
    void fill() throws Exception {
        store = JdbcStore.open(url);
        shell = DriverManager.getConnection(url);
        try (Statement statement = shell.createStatement()) {
            // A table this small is read through otherwise; which index would serve is what matters.
            statement.execute("SET enable_seqscan = off");
        }
        for (int i = 0; i < TICKETS; i += PER_BATCH) {
            List<TicketChange> changes = new ArrayList<>();
            for (int j = i; j < i + PER_BATCH; j++) {
                changes.add(Rows.insert(
                        j % 100 == 0
                                ? Rows.open(Rows.key("n" + j), j)
                                : j % 100 == 1
                                        ? Rows.ticket(Rows.key("n" + j), 1, TicketState.IN_DOUBT, j, null, null)
                                        : Rows.finished(
                                                Rows.key("n" + j), j, j, j % 2 == 0 ? Outcome.text("done") : null)));
            }
            Rows.write(store, Rows.ACME, Rows.tickets(changes.toArray(TicketChange[]::new)));
        }
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        shell.close();
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = shell.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private String plan(String sql) throws SQLException {
        String bound = sql.replace("LIMIT ?", "LIMIT 1").replace("?", "'500'");
        return String.join("\n", rows("EXPLAIN " + bound));
    }

    private String listing(
            @Nullable String account,
            @Nullable String number,
            @Nullable TicketState state,
            @Nullable Boolean disputed,
            boolean next)
            throws SQLException {
        TicketFilter filter = new TicketFilter("default", account, null, number, state, disputed, null, null);
        Optional<TicketPosition> after = next
                ? Optional.of(new TicketPosition(500, Rows.key(new AccountKey("default", "acme"), "n")))
                : Optional.empty();
        return plan(TicketQueries.listing(TicketQueries.conditions(SEARCH, filter, after)));
    }

    @Test
    void whatWaitsIsFoundByTheIndexOverWhatWaits() throws Exception {
        assertThat(plan(SEARCH.lapsed().sql())).contains("tollgate_ticket_open");
        assertThat(plan(SEARCH.outcomesFinished().sql())).contains("tollgate_ticket_with_outcome");
        assertThat(plan(SEARCH.allFinished().sql()))
                .contains("tollgate_ticket_with_outcome")
                .contains("tollgate_ticket_without_outcome");
        assertThat(plan(TicketQueries.inDoubt(SEARCH) + TicketQueries.OLDEST_FIRST))
                .contains("tollgate_ticket_in_doubt");
        assertThat(listing(null, null, TicketState.IN_DOUBT, null, false)).contains("tollgate_ticket_in_doubt");
        assertThat(listing(null, null, null, true, false)).contains("tollgate_ticket_disputed");
    }

    @Test
    void listingsWalkAlongAnIndex() throws Exception {
        for (boolean next : List.of(false, true)) {
            assertThat(listing(null, null, null, null, next))
                    .contains("tollgate_ticket_by_admission")
                    .doesNotContain("Seq Scan");
            assertThat(listing("acme", null, null, null, next))
                    .contains("tollgate_ticket_by_account")
                    .doesNotContain("Seq Scan");
        }
        assertThat(listing(null, "n7", null, null, false)).contains("tollgate_ticket_pkey");
        assertThat(listing("acme", "n7", null, null, false)).contains("tollgate_ticket_pkey");
    }

    /** The planner knows nothing of a table that was empty a moment ago, so what it could take, it may. */
    @Test
    void ticketsAreLookedUpByTheirKeyBecauseNoOtherIndexWouldDo() throws Exception {
        assertThat(rows("SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid"
                        + " JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
                        + " WHERE i.indrelid = 'tollgate_ticket'::regclass AND i.indpred IS NULL"
                        + " AND a.attname IN ('tenant', 'account', 'scenario', 'business_no')"
                        + " GROUP BY c.relname"))
                .containsExactly("tollgate_ticket_pkey");
    }
}
