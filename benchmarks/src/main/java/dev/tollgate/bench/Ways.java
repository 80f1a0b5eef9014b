package dev.tollgate.bench;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways there are for each kind of store, by name. */
final class Ways {
    static final String TOLLGATE = "tollgate";
    static final String TWO_INSTANCES = "tollgate-two-instances";

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
        } else {
            ways.put("compare-and-set", url -> new SqlWays.CompareAndSet(Site.driverUrl(url)));
            ways.put("row-lock", url -> new SqlWays.RowLock(Site.driverUrl(url)));
            ways.put("conditional-update", url -> new SqlWays.ConditionalUpdate(Site.driverUrl(url)));
        }
        if (kind != Site.Kind.SQLITE) {
            ways.put(TWO_INSTANCES, tollgate(2));
        }
        if (kind == Site.Kind.POSTGRESQL) {
            ways.put("plain-batch", PlainBatch::new);
        }
        return ways;
    }

    /** Those that are compared unless others are asked for: the ones whose callers wait, or the ones that keep no thread waiting. */
    static List<String> standard(Site.Kind kind, boolean waiting) {
        if (!waiting) {
            return kind == Site.Kind.POSTGRESQL ? List.of(TOLLGATE, "plain-batch") : List.of(TOLLGATE);
        }
        return of(kind).keySet().stream()
                .filter(name -> !name.equals(TWO_INSTANCES) && !name.equals("plain-batch"))
                .toList();
    }
}
