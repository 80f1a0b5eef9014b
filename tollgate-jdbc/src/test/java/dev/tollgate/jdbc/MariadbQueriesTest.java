package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.servers.MariadbServer;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which way rows are found, on tables that grew from nothing and were never analysed. */
class MariadbQueriesTest {
    private static final int TICKETS = 2_000;
    private static final int PER_BATCH = 100;

    private final String url = MariadbServer.shared().newDatabase();
    private JdbcStore store;
    private MariadbShell shell;

    @BeforeEach
    void fill() throws Exception {
        store = JdbcStore.open(url);
        shell = MariadbShell.open(url);
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

    private String plan(String sql) throws SQLException {
        String bound = sql.replace("LIMIT ?", "LIMIT 1")
                .replace("tenant = ?", "tenant = 'default'")
                .replace("account = ?", "account = 'acme'")
                .replace("?", "'500'");
        return String.join("\n", shell.rows("EXPLAIN " + bound));
    }

    private String listing(
            @Nullable String account, @Nullable TicketState state, @Nullable Boolean disputed, boolean next)
            throws SQLException {
        TicketFilter filter = new TicketFilter("default", account, null, null, state, disputed, null, null);
        Optional<TicketPosition> after = next
                ? Optional.of(new TicketPosition(500, Rows.key(new AccountKey("default", "acme"), "n")))
                : Optional.empty();
        return plan(TicketQueries.listing(TicketQueries.conditions(TicketSearch.BY_PHASE, filter, after)));
    }

    @Test
    void whatWaitsIsFoundByItsPhase() throws Exception {
        TicketSearch search = TicketSearch.BY_PHASE;
        for (String sql : List.of(
                search.lapsed().sql(),
                search.outcomesFinished().sql(),
                search.allFinished().sql(),
                TicketQueries.inDoubt(search) + TicketQueries.OLDEST_FIRST)) {
            assertThat(plan(sql)).contains("tollgate_ticket_by_phase").doesNotContain("tollgate_ticket,ALL");
        }
        assertThat(listing(null, TicketState.IN_DOUBT, null, false))
                .contains("range")
                .contains("by_phase");
        assertThat(listing(null, null, true, false)).contains("range").contains("by_phase");
    }

    @Test
    void listingsWalkAlongAnIndexAndSortNothing() throws Exception {
        for (boolean next : List.of(false, true)) {
            assertThat(listing(null, null, null, next)).contains("by_admission").doesNotContain("filesort");
            assertThat(listing("acme", null, null, next)).contains("by_account").doesNotContain("filesort");
        }
    }

    @Test
    void inspectionSeesOneMomentHoweverMuchItReads() throws Exception {
        AccountRow first = Rows.account(Rows.ACME, 1);
        Rows.write(store, Rows.ACME, Rows.account(null, first));
        try (Inspection inspection = store.inspect()) {
            assertThat(inspection.version(Rows.ACME)).hasValue(1);
            Rows.write(store, Rows.ACME, Rows.account(first, Rows.account(Rows.ACME, 2)));
            Rows.insert(store, Rows.open(Rows.key("later"), 1));
            List<TicketKey> seen = new ArrayList<>();
            inspection.tickets(Rows.ACME, row -> seen.add(row.key()));

            assertThat(seen).hasSize(TICKETS);
            assertThat(inspection.version(Rows.ACME)).hasValue(1);
        }
        try (Inspection inspection = store.inspect()) {
            assertThat(inspection.version(Rows.ACME)).hasValue(2);
        }
    }

    /** Sessions count the rows that they walk over in an index or through a table. */
    @Test
    void ticketsAreLookedUpByTheirKeyFromTheFirstOn() throws Exception {
        List<TicketKey> keys = new ArrayList<>();
        for (int i = 0; i < PER_BATCH; i++) {
            keys.add(Rows.key("n" + i));
        }
        long before = walked();

        assertThat(Rows.apply(
                        store,
                        HandMadeGroup.of(Rows.ACME, snapshot -> {
                                    assertThat(snapshot.tickets()).hasSize(PER_BATCH);
                                    return Rows.tickets(Rows.insert(Rows.open(Rows.key("new"), 1)));
                                })
                                .loading(keys.toArray(TicketKey[]::new))))
                .containsExactly(GroupResult.APPLIED);

        // The lists of keys themselves are walked through, each once.
        assertThat(walked() - before).isLessThan(10L * PER_BATCH);
    }

    private long walked() throws SQLException {
        return shell
                .rows("SELECT variable_value FROM information_schema.global_status WHERE variable_name IN"
                        + " ('HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND_NEXT')")
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }
}
