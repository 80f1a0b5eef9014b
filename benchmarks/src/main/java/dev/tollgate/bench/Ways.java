package dev.tollgate.bench;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ways there are for each kind of store, by name. */
final class Ways {
    static final String TOLLGATE = "tollgate";
    static final String TWO_INSTANCES = "tollgate-two-instances";
    static final String IN_PLACE = "compare-and-set-in-place";
    static final String PLAIN_BATCH = "plain-batch";
    static final String PGBENCH = "pgbench-one-row";

    /** Makes a way on an empty store. */
    @FunctionalInterface
    interface Maker {
        Way on(String url) throws SQLException;
    }

    private Ways() {}

    private static Maker tollgate(int instances) {
        return url -> new TollgateWay(() -> Site.open(url), instances);
    }

    static Map<String, Maker> of(Site.Kind kind) {
        Map<String, Maker> ways = new LinkedHashMap<>();
        ways.put(TOLLGATE, tollgate(1));
        if (kind == Site.Kind.REDIS) {
            ways.put("watch", RedisWay.Watch::new);
            ways.put("script", RedisWay.Script::new);
            ways.put("bucket4j", BucketWay.OnRedis::new);
        } else {
            ways.put("compare-and-set", url -> new SqlWays.CompareAndSet(Site.driverUrl(url)));
            if (kind != Site.Kind.SQLITE) {
                ways.put(IN_PLACE, url -> new SqlWays.CompareAndSetInPlace(Site.driverUrl(url)));
            }
            ways.put("row-lock", url -> new SqlWays.RowLock(Site.driverUrl(url)));
            ways.put("conditional-update", url -> new SqlWays.ConditionalUpdate(Site.driverUrl(url)));
        }
        if (kind != Site.Kind.SQLITE) {
            ways.put(TWO_INSTANCES, tollgate(2));
        }
        if (kind == Site.Kind.POSTGRESQL) {
            ways.put("spring-integration", OnceWay.SpringIntegration::new);
            ways.put("camel", OnceWay.Camel::new);
            ways.put("bucket4j", BucketWay.OnPostgresql::new);
            ways.put(PLAIN_BATCH, PlainBatch::new);
            Pgbench.program().ifPresent(program -> ways.put(PGBENCH, url -> new Pgbench(program, url)));
        }
        return ways;
    }

    /** Those that are compared unless others are asked for: what people write by hand, or what keeps no thread waiting. */
    static List<String> standard(Site.Kind kind, boolean waiting) {
        if (!waiting) {
            return kind == Site.Kind.POSTGRESQL ? List.of(TOLLGATE, PLAIN_BATCH) : List.of(TOLLGATE);
        }
        return switch (kind) {
            case REDIS -> List.of(TOLLGATE, "watch", "script");
            case SQLITE -> List.of(TOLLGATE, "compare-and-set", "row-lock", "conditional-update");
            case POSTGRESQL, MARIADB ->
                List.of(TOLLGATE, "compare-and-set", IN_PLACE, "row-lock", "conditional-update");
        };
    }

    /** All that suit a load, but for the second instance, which answers another question. */
    static List<String> all(Site.Kind kind, Load load) {
        return of(kind).keySet().stream()
                .filter(name -> !name.equals(TWO_INSTANCES) && unsuitable(name, load) == null)
                .toList();
    }

    /** Why a way cannot be put under a load; null when it can. */
    static @Nullable String unsuitable(String name, Load load) {
        if (name.equals(PLAIN_BATCH)) {
            boolean plain = load.duplicatesPercent() == 0 && load.limitMinorUnits() == Load.FAR;
            return load.waiting() ? "needs --in-flight" : plain ? null : "knows neither duplicates nor limits";
        } else if (name.equals(TOLLGATE) || name.equals(TWO_INSTANCES)) {
            return null;
        } else if (!load.waiting()) {
            return "keeps a thread waiting for each call, and --in-flight has none";
        } else if (name.equals(PGBENCH)) {
            boolean plain = load.accounts() == 1
                    && load.ratePerSecond() == 0
                    && load.duplicatesPercent() == 0
                    && !load.succeed()
                    && load.limitMinorUnits() == Load.FAR;
            return plain ? null : "adds to one row, and nothing else";
        }
        return null;
    }
}
