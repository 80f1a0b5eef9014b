package dev.tollgate.proof.faults.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.TicketState;
import dev.tollgate.proof.faults.processes.Heard.Call;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SIGSTOP of an instance in the middle of its work for longer than its leases, and SIGCONT. */
@Tag("proof")
@Timeout(600)
final class StopInstancesIT {
    private static final int STOPS = Integer.getInteger("tollgate.proof.instanceStops", 2);
    private static final int INSTANCES = 2;
    private static final int ACKNOWLEDGED_MAX = 60;
    private static final int BACK_AT_WORK = 5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.tollgate.proof.stores.ProofStore#all")
    void aHaltedInstanceHoldsItsTicketsAndNobodyElse(ProofStore kind) throws InterruptedException {
        Run run = Run.on(kind, kind.fresh(folder), folder);
        try (Fleet fleet = run.fleet(Duration.ofSeconds(2));
                Store store = kind.open(run.url())) {
            for (int i = 0; i < INSTANCES; i++) {
                fleet.start();
            }
            int lapsed = 0;
            for (int i = 0; i < STOPS; i++) {
                for (Instance instance : fleet.running()) {
                    fleet.awaitAcknowledged(instance, BACK_AT_WORK);
                }
                Instance victim = fleet.draw();
                fleet.awaitAcknowledged(victim, run.random().nextInt(ACKNOWLEDGED_MAX));
                victim.process().pause();
                Map<Integer, Integer> open = open(victim);
                lapsed += open.size();
                Instance other = fleet.running().stream()
                        .filter(each -> each != victim)
                        .findFirst()
                        .orElseThrow();
                awaitLapsed(kind, fleet, store, other, open);
                victim.process().resume();
            }
            for (Instance instance : fleet.running()) {
                fleet.awaitAcknowledged(instance, BACK_AT_WORK);
            }
            fleet.end();
            assertThat(lapsed).as("tickets that halted instances had").isPositive();
            run.close("instances halted %d times with %d tickets".formatted(STOPS, lapsed), fleet);
        }
    }

    private static void awaitLapsed(
            ProofStore kind, Fleet fleet, Store store, Instance other, Map<Integer, Integer> open) {
        long before = other.unanswered();
        // It may have a file's only turn to write, and then others can only be told so.
        fleet.await(
                () -> noneIsOpen(store, open) || (!kind.isServer() && other.unanswered() > before + Instance.CALLERS),
                () -> "the tickets of a halted instance to lapse: " + open);
        if (kind.isServer()) {
            fleet.awaitAcknowledged(other, BACK_AT_WORK);
        }
    }

    /** The attempts that an instance was admitted for and has not ended, by the operation's number. */
    private static Map<Integer, Integer> open(Instance instance) {
        Map<Integer, Integer> open = new HashMap<>();
        for (Heard heard : instance.heard()) {
            if (heard.call() == Call.ADMIT && heard.isAcknowledgement()) {
                open.put(heard.number(), heard.fence());
            } else if (heard.call() != Call.ADMIT && heard.isAnswer()) {
                open.remove(heard.number());
            }
        }
        return open;
    }

    private static boolean noneIsOpen(Store store, Map<Integer, Integer> attempts) {
        return attempts.entrySet().stream().noneMatch(attempt -> {
            TicketKey key = Work.key(attempt.getKey());
            TicketRow row = store.read(key.account(), List.of(key)).tickets().get(key);
            return row.fence() == attempt.getValue() && row.state() == TicketState.OPEN;
        });
    }
}
