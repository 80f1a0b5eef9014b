package dev.tollgate.jdbc;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.jdbc.ServerDialect.Strategy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The parameters of a PostgreSQL store's address.
 *
 * @param address without parameters, and so without a password
 * @param driver what goes on to the driver
 * @param accepted findings that the operator accepts by name
 */
record PostgresSettings(String address, Properties driver, Strategy strategy, Set<String> accepted) {
    static final String PREFIX = "jdbc:postgresql:";

    /** What the driver must not be told, and why. */
    private static final Map<String, String> REFUSED = Map.of(
            "autosave", "puts savepoints between statements that are sent together",
            "readOnly", "makes every write fail");

    /** @throws InvalidRequestException naming the parameter that is unknown, out of its range or in the way */
    static PostgresSettings parse(String text) {
        StoreUrl url = StoreUrl.parse(PREFIX, text);
        checkAddress(url.target());
        String strategy = url.choice("strategy", List.of("auto", "optimistic", "pessimistic"));
        Set<String> accepted = url.choices("accept", PostgresCheck.ACCEPTABLE);
        Properties driver = defaults();
        url.rest().forEach((name, value) -> {
            refuseWhatBreaks(name, value);
            driver.setProperty(name, value);
        });
        return new PostgresSettings(
                PREFIX + url.target(),
                driver,
                strategy == null ? Strategy.AUTO : Strategy.valueOf(strategy.toUpperCase(Locale.ROOT)),
                accepted);
    }

    /** What the driver is told unless the address says otherwise; times in seconds. */
    private static Properties defaults() {
        Properties driver = new Properties();
        driver.setProperty("ApplicationName", "tollgate");
        driver.setProperty("connectTimeout", "5");
        driver.setProperty("socketTimeout", "10");
        driver.setProperty("tcpKeepAlive", "true");
        return driver;
    }

    private static void checkAddress(String target) {
        int slash = target.startsWith("//") ? target.indexOf('/', 2) : -1;
        if (target.startsWith("//")
                && target.substring(2, slash < 0 ? target.length() : slash).contains("@")) {
            throw new InvalidRequestException("store", "takes user and password as parameters: ?user=…&password=…");
        }
    }

    private static void refuseWhatBreaks(String name, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        String why = REFUSED.get(name);
        if (why != null && !lower.equals("never") && !lower.equals("false")) {
            throw new InvalidRequestException(name, "cannot be used here: it " + why);
        }
        if (name.equals("preferQueryMode") && !lower.startsWith("extended")) {
            throw new InvalidRequestException(name, "must be 'extended', which sends arrays as they are");
        }
        if (name.equals("prepareThreshold") && isZero(value)) {
            throw new InvalidRequestException(
                    name, "must not be 0; a pooler that needs this loses the settings of sessions, connect without it");
        }
        if (name.equals("socketTimeout") && isZero(value)) {
            throw new InvalidRequestException(name, "must not be 0: a server that hangs would hang the callers");
        }
    }

    private static boolean isZero(String value) {
        return value.matches("[+-]?0+");
    }
}
