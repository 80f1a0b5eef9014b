package dev.tollgate.proof.faults.processes;

import dev.tollgate.proof.stores.ProofStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SIGKILL of instances, again and again, while they and others work on the same operations. */
@Tag("proof")
@Timeout(600)
final class KillInstancesIT {
    private static final int KILLS = Integer.getInteger("tollgate.proof.instanceKills", 5);
    private static final int INSTANCES = 3;
    private static final int ACKNOWLEDGED_MAX = 150;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.tollgate.proof.stores.ProofStore#all")
    void killedInstancesLoseNothingAndDoNothingTwice(ProofStore kind) throws InterruptedException {
        Run run = Run.on(kind, kind.fresh(folder), folder);
        try (Fleet fleet = run.fleet(Duration.ofSeconds(5))) {
            for (int i = 0; i < INSTANCES; i++) {
                fleet.start();
            }
            for (int i = 0; i < KILLS; i++) {
                Instance victim = fleet.draw();
                fleet.awaitAcknowledged(victim, 1 + run.random().nextInt(ACKNOWLEDGED_MAX));
                fleet.kill(victim);
                fleet.start();
            }
            for (Instance instance : fleet.running()) {
                fleet.awaitAcknowledged(instance, 1);
            }
            fleet.end();
            run.close("instances killed " + fleet.kills(), fleet);
        }
    }
}
