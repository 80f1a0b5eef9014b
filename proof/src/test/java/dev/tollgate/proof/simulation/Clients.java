package dev.tollgate.proof.simulation;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.By;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/** Everybody who asks something of the instances, and what they know. */
final class Clients {
    static final Outcome PAID = Outcome.text("paid");
    static final Outcome REFUSED = Outcome.text("refused");
    static final long LEASE_MILLIS = 2_000;
    private static final long SETTLING_NANOS = 6_000_000_000L;
    private static final List<String> SCENARIOS = List.of("payment", "payout");

    private final World world;
    private final SplittableRandom random;
    private final Configurations configurations;
    private final List<Ticket> given = new ArrayList<>();
    private final List<AdmitRequest> requests = new ArrayList<>();
    private int arrived;
    private boolean done;

    Clients(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.configurations = new Configurations(world.swarm, random);
    }

    /** What an operation throws that a client runs through the library. */
    static final class Expected extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Expected() {
            super("the bank timed out", null, false, false);
        }
    }

    boolean isDone() {
        return done;
    }

    SplittableRandom random() {
        return random;
    }

    List<Ticket> given() {
        return given;
    }

    void open() {
        for (int i = 0; i < world.swarm.accounts; i++) {
            boolean plain = world.swarm.shape == Swarm.Shape.MANY_ATTEMPTS;
            AccountConfig config = plain ? AccountConfig.of(Configurations.CURRENCY) : configurations.first();
            configure("a" + i, config, Precondition.NONE);
        }
        arrive();
    }

    private void arrive() {
        long gapNanos = world.swarm.arrivalGapMillis * 1_000_000;
        world.later(random.nextLong(gapNanos * 2), () -> {
            if (arrived++ < world.swarm.arrivals) {
                act();
                arrive();
            } else {
                world.later(SETTLING_NANOS, () -> done = true);
            }
        });
    }

    Node anyNode() {
        return world.nodes.get(random.nextInt(world.nodes.size()));
    }

    private void act() {
        int drawn = random.nextInt(100);
        if (world.swarm.shape == Swarm.Shape.MANY_ATTEMPTS) {
            if (drawn < 8 && !requests.isEmpty()) {
                duplicate();
            } else {
                new Client(this, world, request(), false).start();
            }
        } else if (drawn < 48 || given.isEmpty()) {
            new Client(this, world, request(), random.nextInt(12) == 0).start();
        } else if (drawn < 62) {
            if (world.swarm.honest) {
                new Client(this, world, request(), false).start();
            } else {
                stray();
            }
        } else if (drawn < 68) {
            duplicate();
        } else if (drawn < 75) {
            reverse();
        } else if (drawn < 81) {
            operate();
        } else if (drawn < 86) {
            AdmitRequest request = request().withRequestId(random.nextBoolean() ? "nobody" : null);
            world.ask("check", request, true, anyNode(), node -> node.gate().check(request), asked -> {});
        } else if (drawn < 92) {
            read();
        } else if (drawn < 96 && world.swarm.edits) {
            edit();
        } else if (world.swarm.statusChanges) {
            changeStatus();
        }
    }

    // Requests

    private String account() {
        int unknown = world.swarm.shape == Swarm.Shape.SKEWED ? 2 : 12;
        return random.nextInt(unknown) == 0 ? "unknown" : "a" + random.nextInt(world.swarm.accounts);
    }

    private AdmitRequest request() {
        boolean attempts = world.swarm.shape == Swarm.Shape.MANY_ATTEMPTS;
        int number = random.nextInt(world.swarm.operations);
        Operation operation = new Operation(
                attempts ? "a0" : account(),
                SCENARIOS.get(attempts ? 0 : random.nextInt(SCENARIOS.size())),
                "n" + number);
        int kind = Math.floorMod(operation.hashCode(), 100);
        long minorUnits = 10 + kind % 7 * 15L;
        if (world.swarm.mismatches && random.nextInt(5) == 0) {
            minorUnits += 5;
        }
        AdmitRequest request = AdmitRequest.of(operation, "op-" + random.nextInt(3))
                .withRequestId("r" + requests.size())
                .withLease(Duration.ofMillis(LEASE_MILLIS / 2 + random.nextLong(LEASE_MILLIS)))
                .withOnLapse(kind < world.swarm.releasePercent ? OnLapse.RELEASE : OnLapse.HOLD);
        if (kind % 5 != 0) {
            request = request.withAmount(new Amount(minorUnits, Configurations.CURRENCY));
        }
        if (world.swarm.ownDates && random.nextInt(3) == 0) {
            request = request.withOccurredAt(
                    Instant.ofEpochMilli(world.store.clock.trueMillis() - random.nextLong(200_000_000)));
        }
        requests.add(request);
        return request;
    }

    /** A call of somebody else's arrives once more, long after. */
    private void duplicate() {
        AdmitRequest old = requests.get(random.nextInt(requests.size()));
        AdmitRequest again = old.withRequestId(old.requestId());
        if (!world.swarm.honest) {
            world.ask("admit", again, true, anyNode(), node -> node.gate().admit(again), asked -> {});
        }
    }

    // Reports by whoever has seen a handle

    Ticket anyTicket() {
        return given.get(random.nextInt(given.size()));
    }

    /** The same handle in another object, as one that has travelled. */
    TicketHandle travelled(Ticket ticket) {
        return random.nextInt(4) == 0
                ? TicketHandle.decode(ticket.handle().encode()).orElseThrow()
                : TicketHandle.of(ticket.operation(), ticket.fence(), ticket.requestId());
    }

    private void stray() {
        Ticket ticket = anyTicket();
        TicketHandle handle = travelled(ticket);
        Node node = anyNode();
        switch (random.nextInt(8)) {
            case 0, 1, 2 ->
                world.ask("release", handle, true, node, n -> n.gate().release(handle, null), asked -> {});
            case 3, 4 ->
                world.ask("succeed", handle, true, node, n -> n.gate().succeed(handle, outcome()), asked -> {});
            case 5 -> world.ask("fail", handle, true, node, n -> n.gate().fail(handle, REFUSED), asked -> {});
            case 6 -> world.ask("doubt", handle, true, node, n -> n.gate().doubt(handle, "?"), asked -> {});
            default ->
                world.ask(
                        "renew",
                        handle,
                        true,
                        node,
                        n -> n.gate().renew(handle, Duration.ofMillis(LEASE_MILLIS)),
                        asked -> {});
        }
    }

    private Outcome outcome() {
        return random.nextInt(4) == 0 ? Outcome.text("paid otherwise") : PAID;
    }

    private void reverse() {
        Ticket ticket = anyTicket();
        TicketHandle handle = travelled(ticket);
        String id = "v" + random.nextInt(3);
        Reversal reversal = random.nextInt(3) == 0 ? Reversal.ofRest(id) : Reversal.of(id, 1 + random.nextInt(30));
        world.ask("reverse", handle, true, anyNode(), node -> node.gate().reverse(handle, reversal), asked -> {});
    }

    // Operators

    private void operate() {
        Ticket ticket = anyTicket();
        TicketHandle handle = travelled(ticket);
        Node node = anyNode();
        if (random.nextBoolean()) {
            world.ask("settle", handle, true, node, n -> n.gate().settle(handle, By.of("op")), asked -> {});
            return;
        }
        Resolution resolution = world.swarm.honest || random.nextBoolean()
                ? world.bank.howDidItEnd(ticket)
                : Resolution.succeeded(null, "op");
        world.ask("resolve", handle, true, node, n -> n.gate().resolve(handle, resolution), asked -> {});
    }

    private void edit() {
        String account = "a" + random.nextInt(world.swarm.accounts);
        AccountRow row = world.store.account(new AccountKey("default", account));
        AccountConfig config = row == null ? configurations.first() : configurations.edited(row.config());
        Precondition precondition = row == null || random.nextInt(3) > 0
                ? Precondition.NONE
                : new Precondition.ConfigVersion(row.configVersion() - random.nextInt(2));
        configure(account, config, precondition);
    }

    private void configure(String account, AccountConfig config, Precondition precondition) {
        By by = By.of("op");
        world.ask(
                "configure",
                by,
                true,
                anyNode(),
                node -> node.gate().configure(account, config, by, precondition),
                asked -> {
                    if (asked.failure != null && !world.faults.isHealed() && random.nextInt(4) > 0) {
                        configure(account, config, precondition);
                    }
                });
    }

    private void changeStatus() {
        String account = account();
        By by = By.of("op");
        int drawn = random.nextInt(9);
        world.ask(
                "status",
                by,
                true,
                anyNode(),
                node -> drawn < 4
                        ? node.gate().suspend(account, by)
                        : drawn < 8
                                ? node.gate().activate(account, by)
                                : node.gate().close(account, by),
                asked -> {});
    }

    // Readers

    private void read() {
        Ticket ticket = anyTicket();
        String account = ticket.operation().account();
        switch (random.nextInt(4)) {
            case 0, 1 -> {
                TicketHandle handle = travelled(ticket);
                world.ask("read", handle, false, anyNode(), node -> node.gate().ticket(handle), asked -> {
                    if (asked.answer instanceof Optional<?> found && found.isPresent()) {
                        seen(ticket, (Ticket) found.get());
                    }
                });
            }
            case 2 ->
                world.ask(
                        "usage", account, false, anyNode(), node -> node.gate().usage(account), asked -> {});
            default ->
                world.ask(
                        "account",
                        account,
                        false,
                        anyNode(),
                        node -> node.gate().account(account),
                        asked -> {
                            if (asked.answer instanceof Optional<?> found && found.isPresent()) {
                                Account shown = (Account) found.get();
                                world.require(
                                        shown.account().equals(account),
                                        "reads-what-is",
                                        () -> "asked " + account + ": " + shown);
                            }
                        });
        }
    }

    /** Whoever reads by a handle sees that attempt as it was given, never another. */
    private void seen(Ticket known, Ticket found) {
        if (found.currentFence() != found.fence()) {
            world.reach(Situation.OLDER_ATTEMPT_READ);
        }
        boolean same = found.fence() == known.fence()
                && found.requestId().equals(known.requestId())
                && found.operator().equals(known.operator())
                && Objects.equals(found.amount(), known.amount())
                && found.admittedAt().equals(known.admittedAt())
                && found.handle().equals(known.handle())
                && found.history().stream().allMatch(event -> event.fence() <= known.fence());
        // Once it is purged, the same call is a new one.
        boolean again = world.checks.wasPurged(TicketKey.of("default", known.operation()));
        world.require(same || again, "reads-its-own-attempt", () -> "given " + known + ", reads " + found);
    }
}
