package dev.tollgate.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** What is written by hand on Redis: a hash of each account, a key of each ticket, one connection for each caller. */
abstract class RedisWay implements Way {
    private static final int TRIES_MAX = 100;
    private static final int SCAN = 10_000;

    final URI url;
    private int accounts;

    RedisWay(String url) {
        this.url = URI.create(url);
    }

    private static String account(Order order) {
        return "bench:account:" + order.accountName();
    }

    private static String ticket(Order order) {
        return "bench:ticket:" + order.accountName() + ":" + order.number();
    }

    @Override
    public void prepare(Load load) {
        accounts = load.accounts();
        try (Jedis redis = new Jedis(url);
                Pipeline pipeline = redis.pipelined()) {
            for (int i = 0; i < accounts; i++) {
                pipeline.hset(
                        "bench:account:" + Order.accountName(i),
                        Map.of("active", "1", "maximum", Long.toString(load.limitMinorUnits()), "used", "0"));
            }
            pipeline.sync();
        }
    }

    /** Null: nothing was written, try again. */
    abstract @Nullable Answer tryOnce(Jedis redis, Order order);

    @Override
    public Caller caller() {
        Jedis redis = new Jedis(url);
        return new Caller() {
            @Override
            public Answer admit(Order order) {
                for (int i = 0; i < TRIES_MAX; i++) {
                    Answer answer = tryOnce(redis, order);
                    if (answer != null) {
                        return answer;
                    }
                }
                return Answer.GAVE_UP;
            }

            @Override
            public void succeed(Order order) {
                redis.hset(ticket(order), "state", "1");
            }

            @Override
            public void close() {
                redis.close();
            }
        };
    }

    @Override
    public Map<Integer, Books> books() {
        Map<Integer, Books> books = new HashMap<>();
        try (Jedis redis = new Jedis(url)) {
            for (int i = 0; i < accounts; i++) {
                String name = Order.accountName(i);
                long used = Long.parseLong(redis.hget("bench:account:" + name, "used"));
                Books tickets = tickets(redis, keys(redis, "bench:ticket:" + name + ":*"));
                if (used != tickets.used()) {
                    throw new UnverifiedException(
                            "usage of %s is %d, its tickets are %d".formatted(name, used, tickets.used()));
                }
                if (tickets.tickets() > 0) {
                    books.put(i, tickets);
                }
            }
        }
        return books;
    }

    /** Looked for in the end, so that no admission has to keep a list. */
    private static List<String> keys(Jedis redis, String pattern) {
        List<String> keys = new ArrayList<>();
        ScanParams some = new ScanParams().match(pattern).count(SCAN);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> found = redis.scan(cursor, some);
            keys.addAll(found.getResult());
            cursor = found.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return keys;
    }

    private static Books tickets(Jedis redis, Iterable<String> keys) {
        Books sum = Books.NONE;
        try (Pipeline pipeline = redis.pipelined()) {
            Map<String, Response<List<String>>> rows = new HashMap<>();
            keys.forEach(key -> rows.put(key, pipeline.hmget(key, "amount", "state")));
            pipeline.sync();
            for (Response<List<String>> row : rows.values()) {
                List<String> values = row.get();
                sum = sum.plus(new Books(Long.parseLong(values.get(0)), 1, Long.parseLong(values.get(1))));
            }
        }
        return sum;
    }

    @Override
    public void close() {
        // Callers have closed their connections.
    }

    /** WATCH, read, MULTI, write, EXEC; again when the account has moved. */
    static final class Watch extends RedisWay {
        Watch(String url) {
            super(url);
        }

        @Override
        @Nullable
        Answer tryOnce(Jedis redis, Order order) {
            redis.watch(account(order), ticket(order));
            List<String> row;
            boolean known;
            try (Pipeline reading = redis.pipelined()) {
                Response<List<String>> values = reading.hmget(account(order), "active", "maximum", "used");
                Response<Boolean> exists = reading.exists(ticket(order));
                reading.sync();
                row = values.get();
                known = exists.get();
            }
            long used = Long.parseLong(row.get(2)) + order.minorUnits();
            if (known || row.get(0).equals("0") || used > Long.parseLong(row.get(1))) {
                redis.unwatch();
                return known ? Answer.DUPLICATE : Answer.DECLINED;
            }
            Transaction transaction = redis.multi();
            transaction.hset(account(order), "used", Long.toString(used));
            transaction.hset(ticket(order), Map.of("amount", Long.toString(order.minorUnits()), "state", "0"));
            return transaction.exec() == null ? null : Answer.ADMITTED;
        }
    }

    /** One script for each request. */
    static final class Script extends RedisWay {
        private static final String ADMIT = """
                if redis.call('exists', KEYS[2]) == 1 then return 'DUPLICATE' end
                local row = redis.call('hmget', KEYS[1], 'active', 'maximum', 'used')
                if row[1] ~= '1' or tonumber(row[3]) + tonumber(ARGV[1]) > tonumber(row[2]) then return 'DECLINED' end
                redis.call('hincrby', KEYS[1], 'used', ARGV[1])
                redis.call('hset', KEYS[2], 'amount', ARGV[1], 'state', '0')
                return 'ADMITTED'
                """;

        private @Nullable String sha;

        Script(String url) {
            super(url);
        }

        @Override
        public void prepare(Load load) {
            super.prepare(load);
            try (Jedis redis = new Jedis(url)) {
                sha = redis.scriptLoad(ADMIT);
            }
        }

        @Override
        Answer tryOnce(Jedis redis, Order order) {
            List<String> keys = List.of(account(order), ticket(order));
            return Answer.valueOf((String) redis.evalsha(sha, keys, List.of(Long.toString(order.minorUnits()))));
        }
    }
}
