package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads rows by lists of keys. The keys are a table of values that is joined with an index, in their order: a list of rows behind IN is
 * slower, and a single one is not looked up in the index at all by some statements. An account that is wanted is asked for in any case.
 */
final class MariadbReads {
    private static final String KEYS_OF_ACCOUNT = "k.tenant = t.tenant AND k.account = t.account";
    private static final String KEYS_OF_TICKET =
            KEYS_OF_ACCOUNT + " AND k.scenario = t.scenario AND k.business_no = t.business_no";

    private static final String ACCOUNTS = select(
            AccountTable.KEY, AccountTable.KEY.names() + ", " + AccountTable.BODY.names(), "account", KEYS_OF_ACCOUNT);
    private static final String TICKETS = select(
            TicketTable.KEY, TicketTable.KEY.names() + ", " + TicketTable.BODY.names(), "ticket", KEYS_OF_TICKET);
    private static final String HISTORY = select(
            TicketTable.KEY, TicketTable.KEY.names() + ", " + HistoryTable.BODY.names(), "history", KEYS_OF_TICKET);
    private static final String USAGE = select(
            UsageTable.KEY,
            UsageTable.KEY.names() + ", " + UsageTable.BODY.names(),
            "usage",
            KEYS_OF_ACCOUNT + " AND k.window_start = t.window_start AND k.limit_name = t.limit_name");

    private final AccountTable accounts = new AccountTable();
    private final MariadbClock clock;

    MariadbReads(MariadbClock clock) {
        this.clock = clock;
    }

    /** Has a gap for the keys. */
    private static String select(Columns keys, String columns, String table, String on) {
        return "WITH k (" + keys.names() + ") AS (VALUES %s) SELECT t." + columns.replace(", ", ", t.")
                + " FROM k STRAIGHT_JOIN tollgate_" + table + " AS t FORCE INDEX (PRIMARY) ON " + on;
    }

    /** Adds the statements that read these. Rows are locked only in {@code tollgate_account}. */
    void add(MariadbScript script, Wanted wanted, String beforeAccounts, String afterAccounts) {
        String[] parts = ACCOUNTS.split("%s", -1);
        script.statement(beforeAccounts).more(parts[0]);
        for (int i = 0; i < wanted.accounts().size(); i++) {
            AccountKey key = wanted.accounts().get(i);
            script.more(i == 0 ? "(?, ?)" : ", (?, ?)").text(key.tenant()).text(key.account());
        }
        script.more(parts[1]).more(afterAccounts);
        clock.addTime(script);
        if (!wanted.tickets().isEmpty()) {
            addTickets(script, TICKETS, wanted.tickets());
            addTickets(script, HISTORY, wanted.tickets());
        }
        if (!wanted.windows().isEmpty()) {
            addUsage(script, wanted.windows());
        }
    }

    private static void addTickets(MariadbScript script, String select, List<TicketKey> keys) {
        String[] parts = select.split("%s", -1);
        script.statement(parts[0]);
        for (int i = 0; i < keys.size(); i++) {
            TicketKey key = keys.get(i);
            script.more(i == 0 ? "(?, ?, ?, ?)" : ", (?, ?, ?, ?)")
                    .text(key.account().tenant())
                    .text(key.account().account())
                    .text(key.scenario())
                    .text(key.businessNumber());
        }
        script.more(parts[1]);
    }

    private static void addUsage(MariadbScript script, List<Wanted.Window> windows) {
        String[] parts = USAGE.split("%s", -1);
        script.statement(parts[0]);
        for (int i = 0; i < windows.size(); i++) {
            Wanted.Window window = windows.get(i);
            script.more(i == 0 ? "(?, ?, ?, ?)" : ", (?, ?, ?, ?)")
                    .text(window.account().tenant())
                    .text(window.account().account())
                    .number(window.key().startMillis())
                    .text(window.key().limit());
        }
        script.more(parts[1]);
    }

    /** Sends a script that ends with what {@link #add} has added, and takes in the rows. */
    Found run(Session session, MariadbScript script, Wanted wanted) throws SQLException {
        Reading reading = new Reading(wanted);
        script.run(session, reading);
        return reading.found();
    }

    /** Takes in the answers in the order in which {@link #add} asks. */
    private final class Reading implements MariadbScript.Rows {
        private final Found found;
        private final boolean hasTickets;

        /** Lists that ticket rows have got already; they are filled by what is read next. */
        private final Map<TicketKey, List<HistoryRow>> histories = new HashMap<>();

        Reading(Wanted wanted) {
            found = new Found(wanted);
            hasTickets = !wanted.tickets().isEmpty();
        }

        @Override
        public void read(int result, Cursor rows) throws SQLException {
            switch (hasTickets || result < 2 ? result : result + 2) {
                case 0 -> accounts(rows);
                case 1 -> found.storeTime(clock.time(rows));
                case 2 -> tickets(rows);
                case 3 -> history(rows);
                case 4 -> usage(rows);
                default -> throw new IllegalStateException("an answer that nobody asked for");
            }
        }

        private void accounts(Cursor rows) throws SQLException {
            while (rows.next()) {
                AccountKey key = new AccountKey(rows.text(), rows.text());
                try {
                    found.add(accounts.row(key, rows));
                } catch (RuntimeException e) {
                    found.unreadable(key, e);
                }
            }
        }

        private void tickets(Cursor rows) throws SQLException {
            while (rows.next()) {
                TicketKey key = TicketTable.key(rows);
                try {
                    List<HistoryRow> history = new ArrayList<>();
                    found.add(TicketTable.row(key, rows, () -> {
                        histories.put(key, history);
                        return Collections.unmodifiableList(history);
                    }));
                } catch (RuntimeException e) {
                    found.unreadable(key.account(), e);
                }
            }
        }

        private void history(Cursor rows) throws SQLException {
            while (rows.next()) {
                TicketKey key = TicketTable.key(rows);
                List<HistoryRow> history = histories.get(key);
                if (history == null) {
                    continue;
                }
                try {
                    history.add(HistoryTable.row(rows));
                } catch (RuntimeException e) {
                    found.unreadable(key.account(), e);
                }
            }
            histories.values().forEach(history -> history.sort(Comparator.comparingInt(HistoryRow::seq)));
        }

        private void usage(Cursor rows) throws SQLException {
            while (rows.next()) {
                AccountKey account = new AccountKey(rows.text(), rows.text());
                long start = rows.number();
                WindowKey window = new WindowKey(rows.text(), start);
                found.add(account, new UsageRow(window, rows.number(), rows.number()));
            }
        }

        Found found() {
            return found;
        }
    }
}
