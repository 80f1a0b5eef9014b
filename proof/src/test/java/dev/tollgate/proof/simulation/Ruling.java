package dev.tollgate.proof.simulation;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Amount;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.TicketState;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.RetiredLimit;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of one account while the oracle decides a group on it. */
final class Ruling {
    final World world;
    final Try decided;
    final long nowMillis;
    final Map<TicketKey, @Nullable ModelTicket> tickets = new HashMap<>();
    final Map<WindowKey, UsageRow> usage = new HashMap<>();
    final List<String> audit = new ArrayList<>();
    boolean accountMoves;
    boolean hasChanged;
    boolean relies;
    long validUntilMillis = Long.MAX_VALUE;

    boolean exists;
    AccountStatus status = AccountStatus.ACTIVE;
    AccountConfig config = AccountConfig.of(null);
    long configVersion;
    Map<String, Long> totalStarts = Map.of();
    final List<RetiredLimit> retired = new ArrayList<>();

    Ruling(World world, Try decided) {
        this.world = world;
        this.decided = decided;
        AccountRow row = decided.snapshot.account();
        long storeMillis = decided.snapshot.storeTimeMillis();
        if (row != null) {
            exists = true;
            status = row.status();
            config = row.config();
            configVersion = row.configVersion();
            totalStarts = row.totalStarts();
            retired.addAll(row.retired());
            if (storeMillis < row.lastTimeMillis()) {
                world.reach(Situation.CLOCK_SET_BACK);
            }
        }
        nowMillis = row == null ? storeMillis : Math.max(storeMillis, row.lastTimeMillis());
    }

    Object of(Command command) {
        if (command instanceof Command.Admit || command instanceof Command.Check) {
            return new AdmitTable(this).of(command);
        } else if (command instanceof Command.Report report) {
            return new ReportTable(this).of(report);
        } else if (command instanceof Command.Configure configure) {
            return new AccountRules(this).configure(configure);
        } else if (command instanceof Command.ChangeStatus change) {
            return new AccountRules(this).changeStatus(change);
        } else if (command instanceof Command.Lapse lapse) {
            ModelTicket ticket = ticket(lapse.ticket());
            boolean lapsed = ticket != null && lapseIfDue(ticket);
            if (!lapsed && ticket != null && ticket.state != TicketState.OPEN && decided.commands.size() == 1) {
                world.reach(Situation.TWO_SWEEPERS);
            }
            return lapsed;
        } else if (command instanceof Command.DropOutcome drop) {
            return drop(ticket(drop.ticket()), drop.finishedBeforeMillis());
        } else if (command instanceof Command.Purge purge) {
            return purge(purge.ticket(), purge.finishedBeforeMillis());
        }
        throw new AssertionError("a command nobody knows: " + command);
    }

    @Nullable
    ModelTicket ticket(TicketKey key) {
        if (!tickets.containsKey(key)) {
            TicketRow row = decided.snapshot.tickets().get(key);
            tickets.put(key, row == null ? null : new ModelTicket(row));
        }
        return tickets.get(key);
    }

    /** Entries of the audit rise with the account, so they move it. */
    void audit(String action) {
        audit.add(action);
        accountMoves |= exists;
        hasChanged = true;
    }

    // Usage

    UsageRow usage(WindowKey window) {
        UsageRow known = usage.get(window);
        if (known == null) {
            known = decided.snapshot.usage().get(window);
            UsageRow read = known;
            world.require(
                    read != null,
                    "asks-for-its-windows",
                    () -> "%s was not asked for, by %s on %s".formatted(window, decided.commands, decided.snapshot));
            known = known == null ? UsageRow.empty(window) : known;
        }
        return known;
    }

    void add(WindowKey window, long more) {
        UsageRow row = usage(window);
        usage.put(window, new UsageRow(window, row.used() + more, row.purged()));
        accountMoves = true;
        hasChanged = true;
    }

    void count(ModelTicket ticket, int sign) {
        ticket.windows.forEach(window -> add(window, sign * ticket.share(window)));
    }

    void moved(ModelTicket ticket) {
        hasChanged = true;
        accountMoves |= !ticket.windows.isEmpty();
    }

    // Time

    void trueUntil(long millis) {
        validUntilMillis = Math.min(validUntilMillis, millis);
    }

    /** An open ticket past its lease; that it is not holds until its lease ends. */
    boolean isDue(ModelTicket ticket) {
        if (ticket.state != TicketState.OPEN) {
            return false;
        }
        if (nowMillis < ticket.leaseUntil) {
            trueUntil(ticket.leaseUntil);
        }
        return nowMillis >= ticket.leaseUntil;
    }

    boolean lapseIfDue(ModelTicket ticket) {
        if (!isDue(ticket)) {
            return false;
        }
        if (ticket.onLapse == OnLapse.HOLD) {
            ticket.state = TicketState.IN_DOUBT;
        } else {
            count(ticket, -1);
            ticket.state = TicketState.RELEASED;
            ticket.byLapse = true;
            ticket.finishedAt = nowMillis;
        }
        moved(ticket);
        return true;
    }

    // Retention

    private static boolean isOver(@Nullable ModelTicket ticket, long beforeMillis) {
        if (ticket == null || ticket.state == TicketState.OPEN || ticket.state == TicketState.IN_DOUBT) {
            return false;
        }
        return ticket.finishedAt != null && ticket.finishedAt < beforeMillis;
    }

    private boolean drop(@Nullable ModelTicket ticket, long beforeMillis) {
        if (ticket == null || ticket.outcome == null || !isOver(ticket, beforeMillis)) {
            return false;
        }
        ticket.outcome = null;
        ticket.dropped = true;
        hasChanged = true;
        return true;
    }

    private boolean purge(TicketKey key, long beforeMillis) {
        ModelTicket ticket = ticket(key);
        if (ticket == null || ticket.disputed || !isOver(ticket, beforeMillis)) {
            return false;
        }
        if (ticket.state == TicketState.SUCCEEDED) {
            for (WindowKey window : ticket.windows) {
                UsageRow row = usage(window);
                usage.put(window, new UsageRow(window, row.used(), row.purged() + ticket.share(window)));
                accountMoves = true;
            }
        }
        tickets.put(key, null);
        hasChanged = true;
        return true;
    }

    static boolean sameAmount(@Nullable Amount a, @Nullable Amount b) {
        return a == null ? b == null : a.equals(b);
    }
}
