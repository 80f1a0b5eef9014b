package dev.tollgate.jdbc;

import java.time.InstantSource;

class MariadbPessimisticBatchTest extends MariadbBatchTest {
    @Override
    JdbcStore open(InstantSource clock) {
        return JdbcStore.open(url + "&strategy=pessimistic", clock);
    }
}
