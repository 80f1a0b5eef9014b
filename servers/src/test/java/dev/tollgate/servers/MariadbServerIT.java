package dev.tollgate.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MariadbServerIT {
    @Test
    void keepsWhatItConfirmedWhenItIsKilledAndLeavesNothingWhenItIsClosed() throws Exception {
        List<String> processes;
        Path folder;
        try (MariadbServer server = MariadbServer.open()) {
            folder = server.folder();
            execute(server.url(), "create table t (n int)");
            execute(server.url(), "insert into t values (7)");
            String before = server.url();
            processes = Processes.of(server);
            assertThat(processes).isNotEmpty();

            server.kill();

            assertThat(processes).noneMatch(Processes::runs);
            server.start();
            assertThat(server.url()).isEqualTo(before);
            assertThat(query(server.url(), "select n from t")).isEqualTo("7");
            processes = Processes.of(server);
        }
        assertThat(processes).noneMatch(Processes::runs);
        assertThat(folder).doesNotExist();
    }

    @Test
    void confirmsOnlyWhatIsSafeUnlessToldOtherwise() throws Exception {
        MariadbServer shared = MariadbServer.shared();
        assertThat(query(shared.url(), "select @@innodb_flush_log_at_trx_commit"))
                .isEqualTo("1");
        assertThat(query(shared.url(), "select @@innodb_doublewrite")).isEqualTo("ON");
        assertThat(MariadbServer.shared()).isSameAs(shared);
        try (MariadbServer weak = MariadbServer.open(Map.of("innodb_flush_log_at_trx_commit", "2"))) {
            assertThat(query(weak.url(), "select @@innodb_flush_log_at_trx_commit"))
                    .isEqualTo("2");
        }
    }

    @Test
    void answersNothingWhileItIsPaused() throws Exception {
        try (MariadbServer server = MariadbServer.open();
                Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            server.pause();
            assertThat(Processes.of(server)).allMatch(Processes::isStopped);
            Properties hurried = new Properties();
            hurried.setProperty("connectTimeout", "300");
            hurried.setProperty("socketTimeout", "300");
            assertThatThrownBy(() -> DriverManager.getConnection(server.url(), hurried))
                    .hasMessageContaining("127.0.0.1");

            server.resume();

            assertThat(statement.execute("select 1")).isTrue();
        }
    }

    @Test
    void settingThatItRefusesFailsWithTheLastLinesOfItsLog() {
        assertThatThrownBy(() -> MariadbServer.open(Map.of("innodb_flush_method", "nonsense")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("Error while setting value 'nonsense'");
    }

    @Test
    void freshDatabaseHasTheTablesOfTheLastOneWithoutTheirRows() throws Exception {
        MariadbServer server = MariadbServer.shared();
        String url = server.freshDatabase();
        execute(url, "create table tollgate_things (n int)");
        execute(url, "create table others (n int)");
        execute(url, "create table tollgate_schema (n int)");
        try {
            for (String table : List.of("tollgate_things", "others", "tollgate_schema")) {
                execute(url, "insert into " + table + " values (1)");
            }
            assertThat(server.freshDatabase()).isEqualTo(url);
            assertThat(query(url, "select count(*) from tollgate_things")).isEqualTo("0");
            assertThat(query(url, "select count(*) from others")).isEqualTo("1");
            assertThat(query(url, "select count(*) from tollgate_schema")).isEqualTo("1");
        } finally {
            execute(url, "drop table tollgate_things, others, tollgate_schema");
        }
    }

    @Test
    void newDatabaseHasNoTables() throws Exception {
        MariadbServer server = MariadbServer.shared();
        String one = server.newDatabase();
        execute(one, "create table t (n int)");
        String other = server.newDatabase();
        assertThat(query(other, "select count(*) from information_schema.tables where table_schema = database()"))
                .isEqualTo("0");
    }

    @Test
    void folderOfTheCallerStaysAndIsTakenUpAgain() throws Exception {
        Path folder = Folders.fresh("test");
        try {
            try (MariadbServer server = MariadbServer.open(folder, Map.of())) {
                execute(server.url(), "create table t as select 7 as n");
            }
            assertThat(Files.isDirectory(folder)).isTrue();
            try (MariadbServer server = MariadbServer.open(folder, Map.of())) {
                assertThat(query(server.url(), "select n from t")).isEqualTo("7");
            }
        } finally {
            Folders.remove(folder);
        }
    }

    private static void execute(String url, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String url, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
