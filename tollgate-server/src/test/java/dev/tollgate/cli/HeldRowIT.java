package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.Operation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A foreign session, such as an administrator's, that holds an account's row for long. */
@Timeout(120)
final class HeldRowIT {
    private static final String LIMIT = "name=daily,metric=count,window=day,max=1000";

    @TempDir
    private Path folder;

    static Stream<Arguments> databasesAndStrategies() {
        return TestStore.databases().stream()
                .flatMap(kind -> Stream.of("optimistic", "pessimistic").map(strategy -> Arguments.of(kind, strategy)));
    }

    @ParameterizedTest
    @MethodSource("databasesAndStrategies")
    void stopsTheCallersOfThatAccountAtTheirDeadlineAndNoOthers(TestStore kind, String strategy) throws Exception {
        String url = kind.fresh(folder);
        try (Tollgate tollgate = Tollgate.on(Stores.open(url + "&strategy=" + strategy))
                        .callTimeout(Duration.ofSeconds(4))
                        .start();
                Connection foreign = DriverManager.getConnection(kind.jdbc(url));
                Statement statement = foreign.createStatement()) {
            for (String account : List.of("held", "free", "other")) {
                Run.of("account", "set", account, "--currency", "GBP", "--limit", LIMIT, "--store", url)
                        .endsWith(0);
                assertThat(admit(tollgate, account, 0).get()).isInstanceOf(Admission.Admitted.class);
            }
            foreign.setAutoCommit(false);
            statement.executeQuery(
                    "SELECT * FROM tollgate_account WHERE tenant = 'default' AND account = 'held' FOR UPDATE");

            List<CompletableFuture<Admission>> held = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                held.add(admit(tollgate, "held", i));
            }
            for (int i = 1; i <= 20; i++) {
                assertThat(admit(tollgate, "free", i).get()).isInstanceOf(Admission.Admitted.class);
                assertThat(admit(tollgate, "other", i).get()).isInstanceOf(Admission.Admitted.class);
            }
            assertThat(held).as("still waiting").noneMatch(CompletableFuture::isDone);
            for (CompletableFuture<Admission> each : held) {
                assertThatThrownBy(each::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(ContentionException.class);
            }
            assertThat(admit(tollgate, "free", 21).get()).isInstanceOf(Admission.Admitted.class);

            foreign.rollback();
            for (int i = 1; i <= 8; i++) {
                assertThat(admit(tollgate, "held", i).get())
                        .as("nothing was written for it before")
                        .isInstanceOf(Admission.Admitted.class);
            }
        }
        assertThat(Run.of("verify", "--store", url, "--json")
                        .endsWith(0)
                        .json()
                        .get("tickets")
                        .asLong())
                .isEqualTo(9 + 22 + 21);
    }

    private static CompletableFuture<Admission> admit(Tollgate tollgate, String account, int number) {
        Operation operation = new Operation(account, "payment", "N" + number);
        return tollgate.gate()
                .admit(AdmitRequest.of(operation, "till", 100, "GBP"))
                .toCompletableFuture();
    }
}
