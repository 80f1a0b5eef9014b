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

/** SIGKILL of the servers that hold the store, again and again, while instances work; now and then one of those as well. */
@Tag("proof")
@Timeout(600)
final class KillServersIT {
    private static final int KILLS = Integer.getInteger("tollgate.proof.serverKills", 3);
    private static final int INSTANCES = 2;
    private static final int ACKNOWLEDGED_MAX = 150;
    private static final int BACK_AT_WORK = 10;

    @TempDir
    Path folder;

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("dev.tollgate.proof.stores.ProofStore#servers")
    void killedServersLoseNothingThatWasAcknowledged(ProofStore kind) throws InterruptedException {
        try (Place place = kind.own(folder)) {
            Run run = Run.on(kind, place.url(), folder);
            try (Fleet fleet = run.fleet(Duration.ofSeconds(2))) {
                for (int i = 0; i < INSTANCES; i++) {
                    fleet.start();
                }
                for (int i = 0; i < KILLS; i++) {
                    for (Instance instance : fleet.running()) {
                        fleet.awaitAcknowledged(instance, BACK_AT_WORK);
                    }
                    fleet.awaitAcknowledged(fleet.draw(), run.random().nextInt(ACKNOWLEDGED_MAX));
                    List<? extends Server> victims = run.drawFrom(place.servers());
                    victims.forEach(Server::kill);
                    for (Instance instance : fleet.running()) {
                        fleet.awaitUnanswered(instance, 1);
                    }
                    if (i % 2 == 1) {
                        // Its calls are never sent again, and its successor has to wait for the store.
                        fleet.kill(fleet.draw());
                        fleet.start();
                    }
                    victims.forEach(Server::start);
                    place.awaitReady();
                }
                for (Instance instance : fleet.running()) {
                    fleet.awaitAcknowledged(instance, BACK_AT_WORK);
                }
                fleet.end();
                run.close("servers killed %d times, instances killed %d".formatted(KILLS, fleet.kills()), fleet);
            }
        }
    }
}
