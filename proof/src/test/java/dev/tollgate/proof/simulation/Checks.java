package dev.tollgate.proof.simulation;

import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Mode;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.WindowKind;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What must hold after every single commit, whatever was asked for. Only what a commit touches is looked at again. */
final class Checks {
    /** Every window of every calendar here starts at a full or half hour. */
    private static final long HALF_AN_HOUR = 1_800_000;

    private final World world;
    private final TicketChecks tickets;
    private final Map<AccountKey, Map<WindowKey, long[]>> counted = new HashMap<>();
    private final Set<TicketKey> purged = new HashSet<>();
    private final Map<AccountKey, String> lastAudit = new HashMap<>();

    Checks(World world) {
        this.world = world;
        this.tickets = new TicketChecks(world);
    }

    private void require(boolean holds, String check, Supplier<String> found) {
        world.require(holds, check, found);
    }

    /** Nothing was to be written, and what was read was true at one moment. */
    void applied(Try decided) {
        world.promises.applied(decided);
    }

    void beforeCommit(Try decided, StoreModel store) {
        Decision decision = decided.decision;
        AccountRow before = store.account(decided.account);
        AccountRow after = decision.accountAfter();
        if (after != null) {
            account(before, after);
        }
        require(
                after != null || decision.usage().isEmpty(),
                "usage-with-account",
                () -> "usage moves without its account: " + decision);
        Set<TicketKey> seen = new HashSet<>();
        for (TicketChange change : decision.tickets()) {
            require(seen.add(change.key()), "one-change-per-ticket", () -> "twice: " + change.key());
            TicketRow row = store.ticket(change.key());
            tickets.change(decided, row, change.after());
            count(decided.account, row, -1);
            count(decided.account, change.after(), 1);
            if (change.after() == null && row != null) {
                purge(decided, row);
            } else if (change.after() != null) {
                admitted(row, change.after());
                world.bank.changed(change.after());
            }
        }
        audit(decided, store);
    }

    private void admitted(@Nullable TicketRow row, TicketRow after) {
        if (row == null && purged.contains(after.key())) {
            world.reach(Situation.PURGED_AND_AGAIN);
        }
    }

    private void purge(Try decided, TicketRow row) {
        long retention = world.ticketRetention().toMillis();
        Long finishedAt = row.finishedAtMillis();
        require(
                finishedAt != null && finishedAt < world.store.clock.highestMillis() - retention,
                "purged-past-retention",
                () -> "purged too early: " + row + " by " + decided.commands);
        if (row.state().counts()) {
            long reversed = reversed(decided, row) - row.reversedMinorUnits();
            for (WindowKey window : row.windows()) {
                long share = share(row, window) - (Configurations.isCount(window.limit()) ? 0 : reversed);
                sums(decided.account, window)[0] += share;
                sums(decided.account, window)[1] += share;
            }
        }
        purged.add(row.key());
        world.bank.purged(row);
        world.reach(Situation.PURGED);
    }

    boolean wasPurged(TicketKey key) {
        return purged.contains(key);
    }

    void afterCommit(Try decided, StoreModel store) {
        world.promises.applied(decided);
        Decision decision = decided.decision;
        for (UsageRow row : decision.usage()) {
            balance(decided.account, row.key(), store);
        }
        for (TicketChange change : decision.tickets()) {
            TicketRow row = change.after() != null ? change.after() : change.before();
            if (row != null) {
                row.windows().forEach(window -> balance(decided.account, window, store));
            }
            if (change.after() != null && tickets.isNewAttempt(change)) {
                limits(decided, change.after(), store);
            }
        }
        world.trace(
                "commit",
                decided.batchId.hashCode(),
                () -> decided.account + " " + decision.tickets().size()
                        + " tickets " + decision.usage() + " v"
                        + (decision.accountAfter() == null
                                ? "-"
                                : decision.accountAfter().version()));
    }

    // The account row

    private void account(@Nullable AccountRow before, AccountRow after) {
        long version = before == null ? 0 : before.version();
        require(
                after.version() == version + 1,
                "version-rises-by-one",
                () -> "from " + version + " to " + after.version() + " of " + after.key());
        if (before == null) {
            return;
        }
        require(
                after.lastTimeMillis() >= before.lastTimeMillis(),
                "account-time-never-back",
                () -> "from " + before.lastTimeMillis() + " to " + after.lastTimeMillis());
        require(
                !after.lastBatch().equals(before.lastBatch()),
                "batch-ids-are-fresh",
                () -> "moved twice by " + after.lastBatch());
        require(
                before.status() != AccountStatus.CLOSED || after.status() == AccountStatus.CLOSED,
                "closed-for-ever",
                () -> "reopened: " + after);
        require(
                after.config().equals(before.config()) || after.configVersion() > before.configVersion(),
                "config-version-rises",
                () -> "another configuration under version " + after.configVersion());
        require(after.opened().equals(before.opened()), "opened-once", () -> "opened again: " + after);
        calendar(before, after);
        for (Limit limit : after.config().limits()) {
            boolean was = before.config().limits().stream()
                    .anyMatch(l -> l.name().equals(limit.name()) && l.max() > limit.max());
            if (was && isBelowUsage(before, limit)) {
                world.reach(Situation.LIMIT_BELOW_USAGE);
            }
            if (before.retired().stream().anyMatch(r -> r.limit().name().equals(limit.name()))) {
                world.reach(Situation.LIMIT_BACK);
            }
        }
    }

    private boolean isBelowUsage(AccountRow account, Limit limit) {
        return world.store.usageOf(account.key()).values().stream()
                .anyMatch(row -> row.key().limit().equals(limit.name()) && row.used() > limit.max());
    }

    /** Of an account that exists; without one there is nothing whose time could not go back. */
    private void audit(Try decided, StoreModel store) {
        for (AuditRow row : decided.decision.audit()) {
            require(
                    !store.auditOf(decided.account).containsKey(row.id()),
                    "audit-is-kept",
                    () -> row + " would replace another entry");
            if (decided.decision.accountAfter() != null) {
                String before = lastAudit.put(decided.account, row.id());
                require(
                        before == null || row.id().compareTo(before) > 0,
                        "audit-rises",
                        () -> row.id() + " is written after " + before + ": " + row.entry());
            }
        }
    }

    private void calendar(AccountRow before, AccountRow after) {
        if (after.lastTimeMillis() / HALF_AN_HOUR == before.lastTimeMillis() / HALF_AN_HOUR) {
            return;
        }
        LocalDate from = AdmitTable.businessDay(after.config(), before.lastTimeMillis());
        LocalDate to = AdmitTable.businessDay(after.config(), after.lastTimeMillis());
        if (!from.equals(to)) {
            world.reach(Situation.NEW_DAY);
            if (from.getMonth() != to.getMonth()) {
                world.reach(Situation.NEW_MONTH);
            }
            if (from.getDayOfWeek().compareTo(to.getDayOfWeek()) > 0
                    || from.plusDays(7).isBefore(to)) {
                world.reach(Situation.NEW_WEEK);
            }
        }
    }

    // Sums

    /** What was given back of a ticket when a group purges it, which may have reversed part of it just before. */
    private static long reversed(Try decided, TicketRow row) {
        long reversed = row.reversedMinorUnits();
        for (int i = 0; i < decided.commands.size(); i++) {
            if (row.key().equals(decided.commands.get(i).ticket())
                    && decided.answers.get(i) instanceof ReportResult.Done done) {
                reversed = Math.max(reversed, done.ticket().reversedMinorUnits());
            }
        }
        return reversed;
    }

    private long[] sums(AccountKey account, WindowKey window) {
        return counted.computeIfAbsent(account, a -> new HashMap<>()).computeIfAbsent(window, w -> new long[2]);
    }

    /** Adds what a ticket counts to the sums of its windows, or takes it out. */
    private void count(AccountKey account, @Nullable TicketRow row, int sign) {
        if (row != null && row.state().counts()) {
            for (WindowKey window : row.windows()) {
                sums(account, window)[0] += sign * share(row, window);
            }
        }
    }

    static long share(TicketRow row, WindowKey window) {
        if (Configurations.isCount(window.limit())) {
            return 1;
        }
        return row.amount() == null ? 0 : row.amount().minorUnits() - row.reversedMinorUnits();
    }

    private void balance(AccountKey account, WindowKey window, StoreModel store) {
        UsageRow row = store.usage(account, window);
        long[] sums = sums(account, window);
        require(
                row.used() == sums[0],
                "usage-is-live-and-purged",
                () -> account + " " + row + ", but tickets and purged sums add up to " + sums[0]);
        require(
                row.purged() == sums[1],
                "purged-sums",
                () -> account + " " + row + ", but what was purged adds up to " + sums[1]);
    }

    /** Whoever was admitted fits into every window it was counted in, as the limits were then. */
    private void limits(Try decided, TicketRow row, StoreModel store) {
        AccountRow account = store.account(decided.account);
        if (account == null) {
            return;
        }
        require(
                account.status() == AccountStatus.ACTIVE || changesStatus(decided),
                "active-to-admit",
                () -> "admitted on " + account.status());
        for (Limit limit : account.config().limits()) {
            if (limit.mode() == Mode.ENFORCE && limit.window() == WindowKind.OPERATION) {
                boolean concerned = limit.covers(row.key().scenario()) && row.amount() != null;
                long amount = row.amount() == null ? 0 : row.amount().minorUnits();
                require(
                        !concerned || Configurations.isCount(limit.name()) || amount <= limit.max(),
                        "within-limits",
                        () -> amount + " admitted past " + limit);
            }
            for (WindowKey window : row.windows()) {
                if (limit.mode() == Mode.ENFORCE && limit.name().equals(window.limit())) {
                    UsageRow used = store.usage(decided.account, window);
                    require(
                            used.used() <= limit.max(),
                            "within-limits",
                            () -> "admitted " + row.amount() + " to " + used + " of " + limit);
                }
            }
        }
    }

    private static boolean changesStatus(Try decided) {
        return decided.commands.stream().anyMatch(command -> command instanceof Command.ChangeStatus);
    }
}
