package dev.tollgate.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.serialization.Mapper;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Bucket4j: a bucket of tokens for each account, of which an admission takes as many as its amount. It does not notice when an operation
 * comes twice, and it does not know which operations took what.
 */
abstract class BucketWay implements Way {
    private long limitMinorUnits;
    private int firstAccount;
    private int accounts;
    private @Nullable ProxyManager<String> buckets;

    /** Opens the library on the store. */
    abstract ProxyManager<String> open(Load load) throws SQLException;

    @Override
    public final Half half() {
        return Half.LIMITS;
    }

    @Override
    public final void prepare(Load load) throws SQLException {
        limitMinorUnits = load.limitMinorUnits();
        firstAccount = load.firstAccount();
        accounts = load.accounts();
        buckets = open(load);
    }

    private Bucket bucket(String account) {
        if (buckets == null) {
            throw new IllegalStateException("not prepared");
        }
        // What comes back is as good as nothing while it is measured; without any the library does not take it.
        Bandwidth limit = Bandwidth.builder()
                .capacity(limitMinorUnits)
                .refillIntervally(1, Duration.ofDays(365))
                .build();
        BucketConfiguration configuration =
                BucketConfiguration.builder().addLimit(limit).build();
        return buckets.builder().build(account, () -> configuration);
    }

    @Override
    public final Caller caller() {
        return new Caller() {
            private final Map<Integer, Bucket> mine = new HashMap<>();

            @Override
            public Answer admit(Order order) {
                Bucket bucket = mine.computeIfAbsent(order.account(), number -> bucket(order.accountName()));
                return bucket.tryConsume(order.minorUnits()) ? Answer.ADMITTED : Answer.DECLINED;
            }

            @Override
            public void succeed(Order order) {
                // Taken is taken.
            }

            @Override
            public void close() {
                // The connections are everybody's.
            }
        };
    }

    @Override
    public final Map<Integer, Books> books() {
        Map<Integer, Books> books = new HashMap<>();
        for (int i = firstAccount; i < firstAccount + accounts; i++) {
            long used = limitMinorUnits - bucket(Order.accountName(i)).getAvailableTokens();
            if (used > 0) {
                books.put(i, new Books(used, 0, 0));
            }
        }
        return books;
    }

    /** On PostgreSQL with {@code SELECT … FOR UPDATE}. */
    static final class OnPostgresql extends BucketWay {
        private final String url;
        private @Nullable HikariDataSource pool;

        OnPostgresql(String jdbcUrl) {
            url = jdbcUrl;
        }

        @Override
        ProxyManager<String> open(Load load) throws SQLException {
            HikariDataSource opened = Pools.of(url, load.callers());
            pool = opened;
            try (Connection connection = opened.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table bucket (id varchar primary key, state bytea)");
            }
            return Bucket4jPostgreSQL.selectForUpdateBasedBuilder(opened)
                    .primaryKeyMapper(PrimaryKeyMapper.STRING)
                    .build();
        }

        @Override
        public void close() {
            if (pool != null) {
                pool.close();
            }
        }
    }

    /** On Redis with a compare-and-set. */
    static final class OnRedis extends BucketWay {
        private final String url;
        private @Nullable RedisClient redis;

        OnRedis(String url) {
            this.url = url;
        }

        @Override
        ProxyManager<String> open(Load load) {
            URI address = URI.create(url);
            ConnectionPoolConfig pool = new ConnectionPoolConfig();
            pool.setMaxTotal(load.callers());
            pool.setMaxIdle(load.callers());
            RedisClient opened = RedisClient.builder()
                    .hostAndPort(JedisURIHelper.getHostAndPort(address))
                    .clientConfig(DefaultJedisClientConfig.builder(address).build())
                    .poolConfig(pool)
                    .build();
            redis = opened;
            return Bucket4jJedis.casBasedBuilder(opened)
                    .keyMapper(Mapper.STRING)
                    .build();
        }

        @Override
        public void close() {
            if (redis != null) {
                redis.close();
            }
        }
    }
}
