package dev.tollgate.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Libraries that remember which operations were asked for, in a table of keys. They know nothing of accounts and limits. */
abstract class OnceWay implements Way {
    private final String url;
    private final String keys;
    private @Nullable HikariDataSource pool;

    /** @param keys the query for all keys */
    OnceWay(String jdbcUrl, String keys) {
        url = jdbcUrl;
        this.keys = keys;
    }

    @Override
    public final Half half() {
        return Half.ONCE;
    }

    /** Makes the table where the library does not do it by itself, and the library's object. */
    abstract void open(HikariDataSource pool) throws SQLException;

    /** True the first time. */
    abstract boolean isNew(String key);

    abstract void done(String key);

    final void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        if (pool == null) {
            throw new IllegalStateException("not prepared");
        }
        return pool.getConnection();
    }

    @Override
    public final void prepare(Load load) throws SQLException {
        HikariDataSource opened = Pools.of(url, load.callers());
        pool = opened;
        open(opened);
    }

    private static String key(Order order) {
        return order.accountName() + "/" + order.number();
    }

    @Override
    public final Caller caller() {
        return new Caller() {
            @Override
            public Answer admit(Order order) {
                return isNew(key(order)) ? Answer.ADMITTED : Answer.DUPLICATE;
            }

            @Override
            public void succeed(Order order) {
                done(key(order));
            }

            @Override
            public void close() {
                // The pool is everybody's.
            }
        };
    }

    @Override
    public final Map<Integer, Books> books() throws SQLException {
        Map<Integer, Books> books = new HashMap<>();
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(keys);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String key = rows.getString(1);
                String account = key.substring(key.indexOf('-') + 1, key.indexOf('/'));
                books.merge(Integer.parseInt(account), new Books(0, 1, 0), Books::plus);
            }
        }
        return books;
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /** Spring Integration's {@code JdbcMetadataStore}, which its idempotent receiver stands on. */
    static final class SpringIntegration extends OnceWay {
        private @Nullable JdbcMetadataStore store;
        private @Nullable TransactionTemplate transactions;

        SpringIntegration(String jdbcUrl) {
            super(jdbcUrl, "select metadata_key from int_metadata_store");
        }

        @Override
        void open(HikariDataSource pool) throws SQLException {
            // As the library's own script for PostgreSQL has it.
            execute(
                    "create table int_metadata_store (metadata_key varchar(255) not null, metadata_value varchar(4000),"
                            + " region varchar(100) not null, constraint int_metadata_store_pk primary key (metadata_key, region))");
            JdbcMetadataStore opened = new JdbcMetadataStore(pool);
            opened.setRegion("bench");
            opened.afterPropertiesSet();
            store = opened;
            // Its documentation asks for a transaction around each call.
            transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
        }

        private TransactionTemplate transactions() {
            if (transactions == null) {
                throw new IllegalStateException("not prepared");
            }
            return transactions;
        }

        private JdbcMetadataStore store() {
            if (store == null) {
                throw new IllegalStateException("not prepared");
            }
            return store;
        }

        @Override
        boolean isNew(String key) {
            Boolean isNew = transactions().execute(status -> store().putIfAbsent(key, "open") == null);
            return Boolean.TRUE.equals(isNew);
        }

        @Override
        void done(String key) {
            transactions().executeWithoutResult(status -> store().replace(key, "open", "done"));
        }
    }

    /** Apache Camel's {@code JdbcMessageIdRepository}, as its idempotent consumer uses it. */
    static final class Camel extends OnceWay {
        private @Nullable JdbcMessageIdRepository repository;

        Camel(String jdbcUrl) {
            super(jdbcUrl, "select messageid from camel_messageprocessed");
        }

        @Override
        void open(HikariDataSource pool) {
            JdbcMessageIdRepository opened = new JdbcMessageIdRepository(pool, "bench");
            opened.start();
            repository = opened;
        }

        private JdbcMessageIdRepository repository() {
            if (repository == null) {
                throw new IllegalStateException("not prepared");
            }
            return repository;
        }

        @Override
        boolean isNew(String key) {
            return repository().add(key);
        }

        @Override
        void done(String key) {
            repository().confirm(key);
        }

        @Override
        public void close() {
            if (repository != null) {
                repository.stop();
            }
            super.close();
        }
    }
}
