package dev.tollgate.proof.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Operation;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the stores of the tests are what they say. */
@Tag("proof")
final class ProofStoreTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.tollgate.proof.stores.ProofStore#all")
    void whatIsStoredOutlivesTheServers(ProofStore kind) throws InterruptedException {
        try (Place place = kind.own(folder)) {
            assertThat(place.servers().isEmpty()).isEqualTo(!kind.isServer());
            assertThat(admit(kind, place.url())).isInstanceOf(Admission.Admitted.class);
            place.kill();
            place.start();
            assertThat(admit(kind, place.url())).isInstanceOf(Admission.InProgress.class);
            place.pause();
            place.resume();
            place.awaitReady();
            assertThat(admit(kind, place.url())).isInstanceOf(Admission.InProgress.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.tollgate.proof.stores.ProofStore#all")
    void aFreshStoreIsEmpty(ProofStore kind) throws InterruptedException {
        assertThat(admit(kind, kind.fresh(folder))).isInstanceOf(Admission.Admitted.class);
        assertThat(admit(kind, kind.fresh(folder))).isInstanceOf(Admission.Admitted.class);
    }

    private static Admission admit(ProofStore kind, String url) throws InterruptedException {
        try (Tollgate tollgate = Tollgate.on(kind.open(url)).start()) {
            return tollgate.blocking().admit(AdmitRequest.of(new Operation("acme", "payment", "1"), "clerk"));
        }
    }
}
