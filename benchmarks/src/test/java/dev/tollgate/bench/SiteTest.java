package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.servers.PostgresServer;
import dev.tollgate.servers.RedisServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is the user's own is never lost. */
class SiteTest {
    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void anEmptyDatabaseIsEmptiedOfWhatBenchMade() throws Exception {
        String url = PostgresServer.shared().newDatabase();
        try (Site site = Site.at(url)) {
            assertThat(site.settings()).as("nobody has looked").doesNotContain("shared_buffers");
            assertThat(site.fresh()).isEqualTo(url);
            run(url, "create table bench_ticket (a int)");
            assertThat(site.fresh()).isEqualTo(url);
            run(url, "create table bench_ticket (a int)");
        }
        run(url, "create table bench_ticket (a int)");
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void whatIsDiscardedIsGoneAndTheRestStays(Site.Kind kind) throws Exception {
        try (Site site = Site.start(kind)) {
            assertThat(site.settings()).as("name and version").matches("\\w+ \\d+\\.\\d+.*: .*");
            String first = site.fresh();
            String second = site.fresh();
            site.discard(first);
            run(second, "create table bench_ticket (a int)");
            assertThatThrownBy(() -> run(first, "create table bench_ticket (a int)"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aDatabaseThatHoldsAnythingIsRefused() throws Exception {
        String url = PostgresServer.shared().newDatabase();
        run(url, "create table invoice (a int)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Site.at(url))
                .withMessageContaining("invoice")
                .withMessageContaining("give an empty store");
    }

    @Test
    void aTableThatSomebodyMakesMeanwhileIsLeftAlone() throws Exception {
        String url = PostgresServer.shared().newDatabase();
        Site site = Site.at(url);
        run(url, "create table bench_ticket (a int); create table invoice (a int)");
        assertThatIllegalArgumentException().isThrownBy(site::fresh).withMessageContaining("invoice");
        assertThatIllegalArgumentException().isThrownBy(site::close);
        run(url, "drop table invoice, bench_ticket");
    }

    @Test
    void aRedisThatHoldsAnythingIsRefused() throws Exception {
        try (RedisServer server = RedisServer.open(java.util.Map.of())) {
            server.call("SET", "mine", "1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Site.at(server.url()))
                    .withMessageContaining("1 keys");
            assertThat(server.call("GET", "mine")).isEqualTo("1");
        }
    }
}
