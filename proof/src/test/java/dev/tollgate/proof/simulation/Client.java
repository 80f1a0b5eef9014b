package dev.tollgate.proof.simulation;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.NotDone;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Refused;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Somebody who wants one operation done: asks for its ticket, works, executes at the bank, reports; repeats what stays unanswered. */
final class Client {
    private static final int REPEATS_MAX = 4;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Clients clients;
    private final World world;
    private final SplittableRandom random;
    private final AdmitRequest request;
    private final boolean throughLibrary;
    private int sent;
    private boolean holds;
    private boolean diedOnce;

    private enum End {
        SUCCEED,
        FAIL,
        RELEASE,
        DOUBT
    }

    Client(Clients clients, World world, AdmitRequest request, boolean throughLibrary) {
        this.clients = clients;
        this.world = world;
        this.random = clients.random();
        this.request = request;
        this.throughLibrary = throughLibrary;
    }

    void start() {
        AdmitRequest call = request.withRequestId(request.requestId());
        sent++;
        Node node = clients.anyNode();
        Asked asked = throughLibrary
                ? world.ask("run once", call, false, node, n -> n.gate().runOnce(call, this::executed), a -> {})
                : world.ask("admit", call, true, node, n -> n.gate().admit(call), this::admitted);
        if (!throughLibrary) {
            impatient(asked, this::start);
        }
    }

    /** Asks again when its instance died, or when no answer comes. */
    private void impatient(Asked asked, Runnable again) {
        long patienceMillis = world.swarm.callTimeoutMillis / 2 + random.nextLong(world.swarm.callTimeoutMillis * 2);
        world.later(patienceMillis * NANOS_PER_MILLI, () -> {
            if (!asked.ended && !holds && sent < REPEATS_MAX && !world.faults.isHealed()) {
                diedOnce |= asked.life != asked.node.life();
                again.run();
            }
        });
    }

    private CompletionStage<@Nullable Outcome> executed(Ticket ticket) {
        CompletableFuture<@Nullable Outcome> end = new CompletableFuture<>();
        int drawn = random.nextInt(4);
        world.later(thinkNanos(ticket), () -> {
            if (drawn == 0) {
                end.completeExceptionally(new NotDone("changed its mind"));
            } else if (drawn == 1) {
                end.completeExceptionally(new Refused("refused", Clients.REFUSED));
            } else if (!world.bank.execute(ticket) || drawn == 2) {
                end.completeExceptionally(new Clients.Expected());
            } else {
                end.complete(Clients.PAID);
            }
        });
        return end;
    }

    private void admitted(Asked asked) {
        if (asked.answer instanceof Admission.Admitted admitted) {
            clients.given().add(admitted.ticket());
            if (!holds) {
                holds = true;
                if (diedOnce) {
                    world.reach(Situation.REPLAY_AFTER_CRASH);
                }
                work(admitted.ticket());
            }
        } else if (asked.failure != null && sent < REPEATS_MAX && !holds && !world.faults.isHealed()) {
            world.later(random.nextLong(400) * NANOS_PER_MILLI, () -> {
                if (!holds) {
                    start();
                }
            });
        }
    }

    private long thinkNanos(Ticket ticket) {
        if (world.swarm.shape == Swarm.Shape.MANY_ATTEMPTS) {
            return NANOS_PER_MILLI;
        }
        long leaseMillis = request.lease().toMillis();
        boolean sleeps = world.swarm.zombies && random.nextInt(4) == 0;
        long millis = sleeps ? leaseMillis + random.nextLong(leaseMillis * 2) : random.nextLong(leaseMillis);
        if (sleeps) {
            world.reach(Situation.ZOMBIE_REPORT);
        }
        return (random.nextInt(3) == 0 ? millis / 20 : millis) * NANOS_PER_MILLI + ticket.fence();
    }

    private void work(Ticket ticket) {
        int drawn = random.nextInt(20);
        if (drawn == 0) {
            return;
        }
        if (drawn < 3) {
            TicketHandle handle = clients.travelled(ticket);
            world.ask(
                    "renew",
                    handle,
                    true,
                    clients.anyNode(),
                    n -> n.gate().renew(handle, Duration.ofMillis(Clients.LEASE_MILLIS)),
                    a -> {});
        }
        world.later(thinkNanos(ticket), () -> finish(ticket));
    }

    private void finish(Ticket ticket) {
        int drawn = random.nextInt(20);
        if (world.swarm.shape == Swarm.Shape.MANY_ATTEMPTS) {
            report(ticket, End.RELEASE, 0);
        } else if (drawn < 3) {
            report(ticket, End.FAIL, 0);
        } else if (drawn < 7) {
            report(ticket, End.RELEASE, 0);
        } else if (drawn < 8) {
            report(ticket, End.DOUBT, 0);
        } else if (!world.bank.execute(ticket)) {
            report(ticket, End.FAIL, 0);
        } else if (drawn < 18) {
            report(ticket, End.SUCCEED, 0);
        } else if (drawn < 19) {
            report(ticket, End.DOUBT, 0);
        }
    }

    private void report(Ticket ticket, End end, int repeats) {
        TicketHandle handle = clients.travelled(ticket);
        Node node = clients.anyNode();
        boolean[] settled = new boolean[1];
        Asked asked = world.ask(
                end.name().toLowerCase(Locale.ROOT),
                handle,
                true,
                node,
                n -> switch (end) {
                    case SUCCEED -> n.gate().succeed(handle, Clients.PAID);
                    case FAIL -> n.gate().fail(handle, Clients.REFUSED);
                    case RELEASE -> n.gate().release(handle, "not done");
                    case DOUBT -> n.gate().doubt(handle, "timed out");
                },
                done -> {
                    if (done.failure == null) {
                        settled[0] = true;
                        if (random.nextInt(12) == 0) {
                            again(ticket, end, repeats + 1);
                        }
                    } else {
                        again(ticket, end, repeats + 1);
                    }
                });
        long patienceMillis = world.swarm.callTimeoutMillis * 2 + random.nextLong(1_000);
        world.later(patienceMillis * NANOS_PER_MILLI, () -> {
            if (!asked.ended && !settled[0]) {
                again(ticket, end, repeats + 1);
            }
        });
    }

    private void again(Ticket ticket, End end, int repeats) {
        if (repeats < REPEATS_MAX && !world.faults.isHealed()) {
            world.later(random.nextLong(300) * NANOS_PER_MILLI, () -> report(ticket, end, repeats));
        }
    }
}
