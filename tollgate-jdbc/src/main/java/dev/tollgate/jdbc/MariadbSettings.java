package dev.tollgate.jdbc;

import dev.tollgate.api.InvalidRequestException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The address of a MariaDB database. What is not ours goes on to the driver, except what would undo what the store relies on. The
 * password is in {@link #driver} alone, which is never printed.
 *
 * @param place {@code //host:port/database}
 * @param driver properties for the driver
 * @param accepted findings that the operator accepts by name
 */
record MariadbSettings(String place, Properties driver, ServerDialect.Strategy strategy, Set<String> accepted) {
    static final String PREFIX = "jdbc:mariadb:";

    private static final List<String> STRATEGIES = List.of("auto", "optimistic", "pessimistic");

    /** Names of the driver, in lower case, and why a store cannot have them. */
    private static final Map<String, String> REFUSED = refused();

    private static Map<String, String> refused() {
        Map<String, String> refused = new TreeMap<>();
        String set = "is set by the store";
        for (String name : List.of(
                "allowMultiQueries",
                "autocommit",
                "transactionIsolation",
                "connectionCollation",
                "timezone",
                "connectionTimeZone",
                "forceConnectionTimeZoneToSession")) {
            refused.put(name, set);
        }
        for (String name : List.of("sessionVariables", "initSql")) {
            refused.put(name, "could undo what the store sets; set it for the database user instead");
        }
        refused.put("useAffectedRows", "changes the counts of rows that the store checks");
        refused.put("useServerPrepStmts", "cannot send several statements in one round trip");
        refused.put("rewriteBatchedStatements", "is of no use: rows are already written many at a time");
        refused.put("useBulkStmts", refused.get("rewriteBatchedStatements"));
        refused.put("transactionReplay", "would write again what may have been written");
        refused.put("galeraAllowedState", "is for clusters, which are not fit for money");
        refused.put("defaultFetchSize", "would leave answers unread");
        refused.put("dumpQueriesOnException", "would put what is stored into messages");
        refused.put("pool", "would be a second pool below the store's own");
        Map<String, String> lower = new TreeMap<>();
        refused.forEach((name, why) -> lower.put(name.toLowerCase(Locale.ROOT), why));
        return lower;
    }

    /** @throws InvalidRequestException naming what is wrong; never with a value that could be a password */
    static MariadbSettings parse(String url) {
        StoreUrl parsed = StoreUrl.parse(PREFIX, url);
        String place = parsed.target();
        checkPlace(place);
        String strategy = parsed.choice("strategy", STRATEGIES);
        Set<String> accepted = parsed.choices("accept", MariadbCheck.ACCEPTABLE);
        Properties driver = new Properties();
        driver.setProperty("connectTimeout", "5000");
        driver.setProperty("socketTimeout", "10000");
        driver.setProperty("tcpKeepAlive", "true");
        Set<String> known = MariadbConnections.parameters();
        for (Map.Entry<String, String> parameter : parsed.rest().entrySet()) {
            String name = parameter.getKey();
            String why = REFUSED.get(name.toLowerCase(Locale.ROOT));
            if (why != null) {
                throw new InvalidRequestException(name, why);
            }
            if (!known.contains(name)) {
                throw new InvalidRequestException(name, "is not a parameter of this store, nor of its driver");
            }
            driver.setProperty(name, parameter.getValue());
        }
        driver.setProperty("allowMultiQueries", "true");
        return new MariadbSettings(
                place,
                driver,
                ServerDialect.Strategy.valueOf(strategy == null ? "AUTO" : strategy.toUpperCase(Locale.ROOT)),
                accepted);
    }

    private static void checkPlace(String place) {
        if (!place.startsWith("//")) {
            throw new InvalidRequestException(
                    "store",
                    "must be jdbc:mariadb://host:port/database: which of several servers is asked is not left to the driver");
        }
        int slash = place.indexOf('/', 2);
        String hosts = slash < 0 ? place.substring(2) : place.substring(2, slash);
        if (hosts.indexOf(',') >= 0 || hosts.indexOf('(') >= 0) {
            throw new InvalidRequestException("store", "names several servers; name the one that is written to");
        }
        if (hosts.indexOf('@') >= 0) {
            throw new InvalidRequestException("store", "takes the user as ?user=…&password=…, not before an '@'");
        }
        if (slash < 0 || slash == place.length() - 1 || place.indexOf('/', slash + 1) >= 0) {
            throw new InvalidRequestException("store", "must name a database: jdbc:mariadb://host:port/database");
        }
    }

    @Override
    public String toString() {
        return PREFIX + place;
    }
}
