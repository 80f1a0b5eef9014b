package dev.tollgate.internal.decide;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Checked;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pure function at the centre: state and requests of one account in, answers and rows to write out. No I/O, no clock, no threads, no
 * randomness: the same input always gives the same output.
 */
public final class Decider {
    private Decider() {}

    /**
     * Decides a group.
     *
     * @param commands in the order to decide them in; see {@link Command#rank()}
     * @param batchId written to the account row if it moves
     */
    public static Decided decide(
            AccountKey account, List<? extends Command> commands, Snapshot snapshot, String batchId) {
        GroupState state = new GroupState(account, snapshot, batchId);
        Reports reports = new Reports(state);
        Upkeep upkeep = new Upkeep(state);
        Accounts accounts = new Accounts(state);
        Admissions admissions = new Admissions(state);
        List<Object> answers = new ArrayList<>(commands.size());
        for (Command command : commands) {
            if (command instanceof Command.Admit admit) {
                answers.add(admissions.admit(admit.ticket(), admit.request(), admit.requestId()));
            } else if (command instanceof Command.Report report) {
                answers.add(reports.report(report));
            } else if (command instanceof Command.Check check) {
                answers.add(check(state, check));
            } else if (command instanceof Command.Lapse lapse) {
                answers.add(upkeep.lapse(lapse));
            } else if (command instanceof Command.DropOutcome drop) {
                answers.add(upkeep.dropOutcome(drop));
            } else if (command instanceof Command.Purge purge) {
                answers.add(upkeep.purge(purge));
            } else if (command instanceof Command.Configure configure) {
                answers.add(accounts.configure(configure));
            } else if (command instanceof Command.ChangeStatus change) {
                answers.add(accounts.changeStatus(change));
            } else {
                throw new AssertionError("a command nobody wrote: " + command);
            }
        }
        return new Decided(state.decision(), answers, state.newlyDisputed());
    }

    /** Asks without writing: also a lease that is over only lapses in a state that is thrown away. */
    private static Checked check(GroupState state, Command.Check check) {
        GroupState trial = state.trial(check.ticket());
        Checked answer = new Admissions(trial).check(check.ticket(), check.request());
        state.holdsAsLongAs(trial);
        return answer;
    }

    /** The windows whose usage {@link #decide} will want to know; may be a few too many, never too few. */
    public static Set<WindowKey> windows(
            List<? extends Command> commands,
            @Nullable AccountRow account,
            Map<TicketKey, TicketRow> tickets,
            long storeTimeMillis) {
        long nowMillis = GroupState.timeOf(account, storeTimeMillis);
        Set<WindowKey> windows = new LinkedHashSet<>();
        @Nullable
        Calendar calendar = account == null ? null : new Calendar(account.config(), account.totalStarts(), nowMillis);
        for (Command command : commands) {
            TicketRow ticket = command.ticket() == null ? null : tickets.get(command.ticket());
            if (ticket != null && mayMoveUsage(command, ticket, nowMillis)) {
                windows.addAll(ticket.windows());
            }
            AdmitRequest request = requestOf(command);
            if (account != null && calendar != null && request != null) {
                addWindows(windows, account.config(), calendar, request, nowMillis);
            }
        }
        addWindowsOfNewLimits(windows, commands, account, nowMillis);
        return windows;
    }

    private static @Nullable AdmitRequest requestOf(Command command) {
        if (command instanceof Command.Admit admit) {
            return admit.request();
        }
        return command instanceof Command.Check check ? check.request() : null;
    }

    /** Whether the usage of a ticket's own windows is needed: to give it back, to take it again, or to show it. */
    private static boolean mayMoveUsage(Command command, TicketRow ticket, long nowMillis) {
        if (ticket.windows().isEmpty()) {
            return false;
        }
        boolean live = ticket.state() == TicketState.OPEN || ticket.state() == TicketState.IN_DOUBT;
        if (command instanceof Command.Report report) {
            return switch (report.action().kind()) {
                case SUCCEED, DOUBT -> ticket.is(TicketFlag.RELEASED_BY_LAPSE) || isDueToRelease(ticket, nowMillis);
                case RENEW, SETTLE -> isDueToRelease(ticket, nowMillis);
                case FAIL, RELEASE, RESOLVE -> live;
                // Whatever its state is now: a report of the same group, decided before, may make it a success.
                case REVERSE -> true;
            };
        }
        return live || command instanceof Command.Purge;
    }

    private static boolean isDueToRelease(TicketRow ticket, long nowMillis) {
        return ticket.state() == TicketState.OPEN
                && ticket.onLapse() == OnLapse.RELEASE
                && nowMillis >= ticket.leaseUntilMillis();
    }

    private static void addWindows(
            Set<WindowKey> windows, AccountConfig config, Calendar calendar, AdmitRequest request, long nowMillis) {
        long atMillis =
                request.occurredAt() == null ? nowMillis : request.occurredAt().toEpochMilli();
        for (Limit limit : config.limits()) {
            if (limit.window() != WindowKind.OPERATION && Admissions.concerns(limit, request)) {
                windows.add(new WindowKey(
                        limit.name(), calendar.spanOf(limit, atMillis).startMillis()));
            }
        }
    }

    /** Admissions that are decided after a configuration of the same group are counted in its limits. */
    private static void addWindowsOfNewLimits(
            Set<WindowKey> windows, List<? extends Command> commands, @Nullable AccountRow account, long nowMillis) {
        for (Command command : commands) {
            if (command instanceof Command.Configure configure) {
                Calendar calendar =
                        new Calendar(configure.config(), account == null ? Map.of() : totalStarts(account), nowMillis);
                for (Command other : commands) {
                    AdmitRequest request = requestOf(other);
                    if (request != null) {
                        addWindows(windows, configure.config(), calendar, request, nowMillis);
                    }
                }
            }
        }
    }

    private static Map<String, Long> totalStarts(AccountRow account) {
        Map<String, Long> starts = new HashMap<>(account.totalStarts());
        account.retired().forEach(r -> {
            if (r.totalStartMillis() != null) {
                starts.putIfAbsent(r.limit().name(), r.totalStartMillis());
            }
        });
        return starts;
    }
}
