package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.servers.MariadbServer;
import dev.tollgate.spi.GroupResult;
import java.sql.SQLException;
import java.time.InstantSource;

class MariadbBatchTest extends ServerBatchContract {
    final String url = MariadbServer.shared().freshDatabase();

    @Override
    String url() {
        return url;
    }

    @Override
    JdbcStore open(InstantSource clock) {
        return JdbcStore.open(url, clock);
    }

    @Override
    void foreign(String sql) throws SQLException {
        try (MariadbShell shell = MariadbShell.open(url)) {
            shell.run(sql);
        }
    }

    /** The server does not say of which table the key is. */
    @Override
    void assertRefusedAsTwice(GroupResult result) {
        assertThat(result).isInstanceOf(GroupResult.Conflict.class);
    }
}
