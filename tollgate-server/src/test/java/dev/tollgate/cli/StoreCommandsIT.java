package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands on stores in servers. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.tollgate.cli.TestStore#servers")
final class StoreCommandsIT extends StoreCommands {
    StoreCommandsIT(TestStore kind) {
        super(kind);
    }

    @Test
    void aServerThatDoesNotAnswerIsAFailure() {
        String gone = store.replaceAll(":[0-9]+", ":1");
        Run run = Run.of("verify", "--store", gone, "--json").endsWith(3);
        assertThat(run.errorCode()).isEqualTo("store-unavailable");
    }
}
