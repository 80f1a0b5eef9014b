package dev.tollgate.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a store loads for a group is enough to decide it: every group of up to three requests about one ticket comes to the same on the
 * rows that were asked for as on all rows there are, and usage is the sum of the tickets afterwards.
 */
class GroupWindowsTest {
    private static final long NOON = 1_772_452_800_000L;
    private static final long LEASE_MILLIS = AdmitRequest.DEFAULT_LEASE.toMillis();
    private static final Operation OPERATION = new Operation("acme", "payment", "ORD-1");
    private static final TicketKey TICKET = TicketKey.of("default", OPERATION);
    private static final AccountKey ACCOUNT = TICKET.account();
    private static final Limit DAILY = Limit.amount("daily", WindowKind.DAY, 10_000);
    private static final Limit EVER = Limit.count("ever", WindowKind.TOTAL, 100);
    private static final Limit NEW = Limit.amount("new", WindowKind.MONTH, 10_000);
    private static final By CLERK = By.of("clerk-7");

    /** Everything that is there, and what one batch after another makes of it. */
    private static final class World {
        @Nullable
        AccountRow account;

        final Map<WindowKey, UsageRow> usage = new HashMap<>();
        final Map<TicketKey, TicketRow> tickets = new HashMap<>();
        long nowMillis = NOON;

        Snapshot snapshot(Collection<WindowKey> windows) {
            Map<WindowKey, UsageRow> loaded = new HashMap<>(usage);
            loaded.keySet().retainAll(windows);
            return new Snapshot(account, loaded, Map.copyOf(tickets), nowMillis);
        }

        void apply(Command... commands) {
            Decision decision = Decider.decide(ACCOUNT, List.of(commands), snapshot(usage.keySet()), "batch")
                    .decision();
            account = decision.accountAfter() == null ? account : decision.accountAfter();
            decision.usage().forEach(row -> usage.put(row.key(), row));
            for (TicketChange change : decision.tickets()) {
                tickets.put(change.key(), change.after());
            }
        }
    }

    private static Command configure(Limit... limits) {
        return new Command.Configure(ACCOUNT, AccountConfig.of("GBP", limits), CLERK, Precondition.NONE);
    }

    private static Command admit(TicketKey key, String requestId, OnLapse onLapse) {
        AdmitRequest request =
                AdmitRequest.of(key.operation(), "clerk-7", 700, "GBP").withOnLapse(onLapse);
        return new Command.Admit(key, request, requestId);
    }

    private static Command report(Action action) {
        return new Command.Report(TICKET, TicketHandle.of(OPERATION, 1, "request-1"), action);
    }

    private static List<Command> commands() {
        return List.of(
                report(new Action.Succeed(Outcome.text("paid"))),
                report(new Action.Fail(null)),
                report(new Action.Release(null)),
                report(new Action.Doubt(null)),
                report(new Action.Resolve(Resolution.succeeded(null, "ops"))),
                report(new Action.Resolve(Resolution.failed(null, "ops"))),
                report(new Action.Settle(CLERK)),
                report(new Action.Renew(LEASE_MILLIS)),
                new Command.Lapse(TICKET),
                report(new Action.Reverse(Reversal.of("r-1", 300))),
                report(new Action.Reverse(Reversal.ofRest("r-2"))),
                configure(DAILY, EVER, NEW),
                configure(EVER),
                new Command.ChangeStatus(ACCOUNT, AccountStatus.SUSPENDED, CLERK),
                admit(TICKET, "request-1", OnLapse.HOLD),
                admit(TICKET, "request-2", OnLapse.HOLD),
                new Command.Check(TICKET, AdmitRequest.of(OPERATION, "clerk-7", 700, "GBP")),
                new Command.DropOutcome(TICKET, Long.MAX_VALUE),
                new Command.Purge(TICKET, Long.MAX_VALUE));
    }

    private static World world(OnLapse onLapse, long laterMillis, Command... reports) {
        World world = new World();
        world.apply(configure(DAILY, EVER));
        world.apply(admit(TicketKey.of("default", new Operation("acme", "payment", "other")), "other", OnLapse.HOLD));
        world.apply(admit(TICKET, "request-1", onLapse));
        world.nowMillis += laterMillis;
        for (Command report : reports) {
            world.apply(report);
        }
        return world;
    }

    static Stream<World> worlds() {
        Command lapse = new Command.Lapse(TICKET);
        return Stream.of(
                world(OnLapse.HOLD, 1),
                world(OnLapse.RELEASE, 1),
                world(OnLapse.HOLD, LEASE_MILLIS),
                world(OnLapse.RELEASE, LEASE_MILLIS),
                world(OnLapse.HOLD, LEASE_MILLIS, lapse),
                world(OnLapse.RELEASE, LEASE_MILLIS, lapse),
                world(OnLapse.HOLD, 1, report(new Action.Succeed(null))),
                world(OnLapse.HOLD, 1, report(new Action.Fail(null))),
                world(OnLapse.HOLD, 1, report(new Action.Release(null))),
                world(OnLapse.HOLD, 1, report(new Action.Doubt(null)), configure(EVER)));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void theWindowsThatAGroupAsksForAreAllThatItNeeds(World world) {
        for (Command first : commands()) {
            for (Command second : commands()) {
                for (Command third : commands()) {
                    List<Command> group = new ArrayList<>(List.of(first, second, third));
                    group.sort(Comparator.comparingInt(Command::rank));
                    check(world, group);
                }
            }
        }
    }

    private static void check(World world, List<Command> group) {
        Collection<WindowKey> windows = Decider.windows(group, world.account, world.tickets, world.nowMillis);
        Decided onAll = Decider.decide(ACCOUNT, group, world.snapshot(world.usage.keySet()), "batch");
        Decided onLoaded = Decider.decide(ACCOUNT, group, world.snapshot(windows), "batch");
        assertThat(onLoaded.answers()).as("answers to %s", group).isEqualTo(onAll.answers());
        assertThat(onLoaded.decision().usage())
                .as("usage after %s", group)
                .containsExactlyInAnyOrderElementsOf(onAll.decision().usage());
        checkSums(world, onAll.decision(), group);
    }

    /** Usage is what was purged and what the living tickets count, to the penny: another ticket stands in every window. */
    private static void checkSums(World world, Decision decision, List<Command> group) {
        Map<TicketKey, TicketRow> tickets = new HashMap<>(world.tickets);
        for (TicketChange change : decision.tickets()) {
            if (change.after() == null) {
                tickets.remove(change.key());
            } else {
                tickets.put(change.key(), change.after());
            }
        }
        Map<WindowKey, UsageRow> usage = new HashMap<>(world.usage);
        decision.usage().forEach(row -> usage.put(row.key(), row));
        usage.forEach((window, row) -> {
            long live = tickets.values().stream()
                    .filter(ticket ->
                            ticket.state().counts() && ticket.windows().contains(window))
                    .mapToLong(GroupWindowsTest.shareIn(window))
                    .sum();
            assertThat(row.used() - row.purged())
                    .as("%s after %s", window, group)
                    .isEqualTo(live);
        });
    }

    private static ToLongFunction<TicketRow> shareIn(WindowKey window) {
        return ticket -> window.limit().equals("ever")
                ? 1
                : Objects.requireNonNull(ticket.amount()).minorUnits() - ticket.reversedMinorUnits();
    }
}
