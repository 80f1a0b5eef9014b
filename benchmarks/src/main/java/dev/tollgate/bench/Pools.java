package dev.tollgate.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Connections for those who bring no pool of their own. */
final class Pools {
    private static final int CONNECT_MILLIS = 30_000;

    private Pools() {}

    /** A connection for each caller. */
    static HikariDataSource of(String jdbcUrl, int callers) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(jdbcUrl);
        pool.setMaximumPoolSize(callers);
        pool.setMinimumIdle(callers);
        pool.setConnectionTimeout(CONNECT_MILLIS);
        return new HikariDataSource(pool);
    }
}
