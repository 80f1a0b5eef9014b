package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.WindowKind;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.spi.Inspection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several instances on one database. */
class PostgresInstancesTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private <T> List<T> together(int times, Callable<T> task) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            futures.add(threads.submit(task));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    @Test
    void tenThatOpenAnEmptyDatabaseAtOnceMakeItsTablesOnce() throws Exception {
        String url = PostgresServer.shared().newDatabase();

        List<JdbcStore> stores = together(10, () -> JdbcStore.open(url));

        for (int i = 0; i < stores.size(); i++) {
            try (JdbcStore store = stores.get(i)) {
                Rows.insert(store, Rows.open(Rows.key("n" + i), 1));
            }
        }
        try (PostgresShell shell = PostgresShell.open(url)) {
            assertThat(shell.rows("SELECT version FROM tollgate_schema")).containsExactly("1");
            assertThat(shell.rows("SELECT count(*) FROM tollgate_ticket")).containsExactly("10");
        }
    }

    @Test
    void userWhoMayOnlyReadAndWriteRowsIsEnoughOnceTheTablesAreThere() throws Exception {
        String url = PostgresServer.shared().newDatabase();
        String asClerk = url.replace("user=postgres", "user=tollgate_clerk");
        try (PostgresShell shell = PostgresShell.open(url)) {
            shell.run("DROP ROLE IF EXISTS tollgate_clerk");
            shell.run("CREATE ROLE tollgate_clerk LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> JdbcStore.open(asClerk))
                    .withMessageContaining("does not allow this user to do that; grant it");

            JdbcStore.open(url).close();
            shell.run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tollgate_clerk");
            try (JdbcStore store = JdbcStore.open(asClerk)) {
                Rows.write(store, Rows.ACME, Rows.account(null, Rows.account(Rows.ACME, 1)));
                Rows.insert(store, Rows.open(Rows.key("1"), 1));
                assertThat(store.read(Rows.ACME, List.of(Rows.key("1"))).tickets())
                        .hasSize(1);
                try (Inspection inspection = store.inspect()) {
                    assertThat(inspection.version(Rows.ACME)).hasValue(1);
                }
            }
            shell.run("DROP OWNED BY tollgate_clerk; DROP ROLE tollgate_clerk");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "optimistic", "pessimistic"})
    void twoOnOneHotAccountNeverPassItsLimit(String strategy) throws Exception {
        String url = PostgresServer.shared().freshDatabase() + "&strategy=" + strategy;
        AtomicInteger number = new AtomicInteger();
        try (Tollgate one = Tollgate.on(JdbcStore.open(url)).start();
                Tollgate two = Tollgate.on(JdbcStore.open(url)).start()) {
            one.blocking()
                    .configure(
                            "hot", AccountConfig.of("GBP", Limit.count("daily", WindowKind.DAY, 300)), By.of("admin"));

            List<Integer> admitted = together(16, () -> {
                int mine = 0;
                for (int i = 0; i < 30; i++) {
                    int next = number.getAndIncrement();
                    BlockingGate gate = (next % 2 == 0 ? one : two).blocking();
                    Operation operation = new Operation("hot", "payment", "ORD-" + next);
                    Admission admission = gate.admit(AdmitRequest.of(operation, "clerk-7", 100, "GBP"));
                    mine += admission instanceof Admission.Admitted ? 1 : 0;
                }
                return mine;
            });

            assertThat(admitted.stream().mapToInt(i -> i).sum()).isEqualTo(300);
            assertThat(one.verify().holds()).isTrue();
        }
    }
}
