package dev.tollgate.jdbc;

import dev.tollgate.spi.Store;
import dev.tollgate.testkit.StoreContract;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.InstantSource;

class PostgresStoreContractTest extends StoreContract {
    private boolean emptied;

    @Override
    protected Store open(InstantSource clock) {
        String url = "jdbc:postgresql://127.0.0.1:54399/postgres?user=postgres";
        if (!emptied) {
            emptied = true;
            try (Connection c = DriverManager.getConnection(url)) {
                var s = c.createStatement();
                s.execute("do $$ declare t text; begin for t in select tablename from pg_tables where tablename like 'tollgate%' and tablename <> 'tollgate_schema' loop execute 'delete from ' || t; end loop; end $$");
            } catch (Exception e) { throw new AssertionError(e); }
        }
        return JdbcStore.open(url, clock);
    }
}
