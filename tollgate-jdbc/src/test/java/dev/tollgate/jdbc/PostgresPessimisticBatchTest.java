package dev.tollgate.jdbc;

import java.time.InstantSource;

class PostgresPessimisticBatchTest extends PostgresBatchTest {
    @Override
    JdbcStore open(InstantSource clock) {
        return JdbcStore.open(url + "&strategy=pessimistic", clock);
    }
}
