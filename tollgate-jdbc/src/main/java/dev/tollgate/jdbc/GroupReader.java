package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what groups ask for in one round trip. Which usage rows that will be follows from the account row, which is not read yet, so it
 * is told from one seen before; when that was another, everything is read once more.
 */
final class GroupReader {
    private static final int READS_MAX = 4;

    private final ServerDialect dialect;
    private final Session session;
    private final AccountHints hints;

    private interface Read {
        Found of(Wanted wanted) throws SQLException;
    }

    GroupReader(ServerDialect dialect, Session session, AccountHints hints) {
        this.dialect = dialect;
        this.session = session;
        this.hints = hints;
    }

    void remember(@Nullable AccountRow row) {
        if (row != null) {
            hints.saw(row);
        }
    }

    /** Everything as of one moment. */
    Found read(List<GroupTry> some) throws SQLException {
        return complete(some, dialect.read(session, guess(some)), wanted -> dialect.read(session, wanted));
    }

    /** The same under row locks; the database transaction goes on. */
    Found readHeld(List<GroupTry> some, Bulk.Patience patience) throws SQLException {
        return complete(
                some, dialect.readHeld(session, guess(some), patience), wanted -> dialect.readMore(session, wanted));
    }

    private Found complete(List<GroupTry> some, Found first, Read again) throws SQLException {
        Found found = first;
        for (int reads = 1; !isComplete(some, found); reads++) {
            if (reads == READS_MAX) {
                throw new IllegalStateException("the windows of a group change with every reading");
            }
            found = again.of(extended(some, found));
        }
        for (GroupTry one : some) {
            remember(found.account(one.account()));
        }
        return found;
    }

    private Wanted guess(List<GroupTry> some) {
        long nowMillis = dialect.estimatedMillis().orElseGet(System::currentTimeMillis);
        Set<Wanted.Window> windows = new LinkedHashSet<>();
        for (GroupTry one : some) {
            Snapshot remembered = one.group().remembered();
            AccountRow hint =
                    remembered != null && remembered.account() != null ? remembered.account() : hints.of(one.account());
            add(windows, one, hint, Map.of(), nowMillis);
        }
        return wanted(some, windows);
    }

    private static Wanted extended(List<GroupTry> some, Found found) {
        Set<Wanted.Window> windows = new LinkedHashSet<>(found.wanted().windows());
        for (GroupTry one : some) {
            add(
                    windows,
                    one,
                    found.account(one.account()),
                    found.tickets(one.group().tickets()),
                    found.storeTimeMillis());
        }
        return wanted(some, windows);
    }

    private static void add(
            Set<Wanted.Window> windows,
            GroupTry one,
            @Nullable AccountRow account,
            Map<TicketKey, TicketRow> tickets,
            long nowMillis) {
        for (WindowKey key : windows(one, account, tickets, nowMillis)) {
            windows.add(new Wanted.Window(one.account(), key));
        }
    }

    /** None for a group that cannot say: it will not be decided either. */
    private static Collection<WindowKey> windows(
            GroupTry one, @Nullable AccountRow account, Map<TicketKey, TicketRow> tickets, long nowMillis) {
        try {
            return one.group().windows(account, tickets, nowMillis);
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private static boolean isComplete(List<GroupTry> some, Found found) {
        for (GroupTry one : some) {
            AccountKey account = one.account();
            Collection<WindowKey> windows = windows(
                    one, found.account(account), found.tickets(one.group().tickets()), found.storeTimeMillis());
            if (!found.hasRead(account, windows)) {
                return false;
            }
        }
        return true;
    }

    private static Wanted wanted(List<GroupTry> some, Set<Wanted.Window> windows) {
        List<AccountKey> accounts = new ArrayList<>(some.size());
        List<TicketKey> tickets = new ArrayList<>();
        for (GroupTry one : some) {
            accounts.add(one.account());
            tickets.addAll(one.group().tickets());
        }
        return new Wanted(accounts, tickets, List.copyOf(windows));
    }
}
