package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.spi.GroupResult;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteBatchTest extends BatchContract {
    @TempDir
    Path directory;

    @Override
    JdbcStore open(InstantSource clock) {
        return JdbcStore.open("sqlite:" + directory.resolve("t.db"), clock);
    }

    @Override
    void foreign(String sql) throws SQLException {
        try (SqliteShell shell = SqliteShell.open(directory.resolve("t.db"))) {
            shell.run(sql);
        }
    }

    @Test
    void batchThatDecidesNothingWritesNothing() throws Exception {
        Rows.insert(store, Rows.open(TICKET, 1));
        try (SqliteShell shell = SqliteShell.open(directory.resolve("t.db"))) {
            String dataVersion = "PRAGMA data_version";
            List<String> before = shell.rows(dataVersion);

            List<GroupResult> results = Rows.apply(
                    store,
                    HandMadeGroup.of(BEFORE, s -> Rows.nothing()),
                    HandMadeGroup.of(MIDDLE, s -> Rows.nothing()).loading(TICKET));

            assertThat(results).containsOnly(GroupResult.APPLIED).hasSize(2);
            assertThat(shell.rows(dataVersion)).isEqualTo(before);
            Rows.insert(store, Rows.open(Rows.key("other"), 1));
            assertThat(shell.rows(dataVersion)).isNotEqualTo(before);
        }
    }
}
