package dev.tollgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tollgate.servers.PostgresServer;
import dev.tollgate.servers.RedisServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

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
