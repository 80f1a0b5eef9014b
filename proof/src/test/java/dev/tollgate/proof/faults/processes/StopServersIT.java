package dev.tollgate.proof.faults.processes;

import dev.tollgate.proof.stores.Place;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.servers.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SIGSTOP of the servers that hold the store, while instances work, and SIGCONT. What was sent meanwhile lies in the system's buffers, and
 * servers read and write it when they go on, even after its sender has given up and sent it again.
 */
@Tag("proof")
@Timeout(600)
final class StopServersIT {
    private static final int STOPS = Integer.getInteger("tollgate.proof.serverStops", 3);
    private static final int INSTANCES = 2;
    private static final int ACKNOWLEDGED_MAX = 60;
    private static final int BACK_AT_WORK = 10;

    /** Calls end before the connection is given up. */
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(400);

    @TempDir
    Path folder;

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("dev.tollgate.proof.stores.ProofStore#servers")
    void serversThatComeToHaveWrittenNothingTwiceAndLostNothing(ProofStore kind) throws InterruptedException {
        try (Place place = kind.own(folder)) {
            Run run = Run.on(kind, kind.impatient(place.url()), folder);
            try (Fleet fleet = run.fleet(CALL_TIMEOUT)) {
                for (int i = 0; i < INSTANCES; i++) {
                    fleet.start();
                }
                for (int i = 0; i < STOPS; i++) {
                    for (Instance instance : fleet.running()) {
                        fleet.awaitAcknowledged(instance, BACK_AT_WORK);
                    }
                    fleet.awaitAcknowledged(fleet.draw(), run.random().nextInt(ACKNOWLEDGED_MAX));
                    List<? extends Server> victims = run.drawFrom(place.servers());
                    victims.forEach(Server::pause);
                    // Once so shortly that connections last, otherwise until all calls were sent and given up several
                    // times.
                    int unanswered = i == 0 ? 1 : 3 * Instance.CALLERS;
                    for (Instance instance : fleet.running()) {
                        fleet.awaitUnanswered(instance, unanswered);
                    }
                    victims.forEach(Server::resume);
                    place.awaitReady();
                }
                for (Instance instance : fleet.running()) {
                    fleet.awaitAcknowledged(instance, BACK_AT_WORK);
                }
                fleet.end();
                run.close("servers halted " + STOPS + " times", fleet);
            }
        }
    }
}
