package dev.tollgate.redis;

import dev.tollgate.api.InvalidRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;

/** The address of a store: {@code redis[s]://[[user]:password@]host[:port][,host[:port]…][/database][?parameter=value&…]}. */
record RedisUrl(
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        List<HostAndPort> hosts,
        int database,
        boolean cluster,
        String prefix,
        boolean optimistic,
        Set<String> accepted,
        int timeoutMillis) {

    private static final String FIELD = "store";
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final int DATABASE_MAX = 1_000_000;
    private static final int CONNECT_MILLIS_MAX = 2_000;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int TIMEOUT_MILLIS_MIN = 50;
    private static final int TIMEOUT_MILLIS_MAX = 60_000;

    /** @throws InvalidRequestException naming what is wrong; never with the password */
    static RedisUrl parse(String url) {
        boolean tls = url.startsWith("rediss://");
        if (!tls && !url.startsWith("redis://")) {
            throw bad(FIELD, "must begin with 'redis://' or 'rediss://'");
        }
        int question = url.indexOf('?');
        if (question >= 0 && url.indexOf('@', question) >= 0) {
            // Whatever else is told about such an address would quote the password.
            throw bad(FIELD, "has '@' after '?'; percent-encode both within user and password");
        }
        String target = url.substring(tls ? 9 : 8, question < 0 ? url.length() : question);
        int at = target.lastIndexOf('@');
        String[] credentials = credentials(at < 0 ? "" : target.substring(0, at));
        String rest = target.substring(at + 1);
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        Parameters parameters = new Parameters(question < 0 ? "" : url.substring(question + 1));
        List<HostAndPort> hosts = hosts(slash < 0 ? rest : rest.substring(0, slash));
        RedisUrl parsed = new RedisUrl(
                tls,
                credentials[0].isEmpty() ? null : credentials[0],
                credentials[1].isEmpty() ? null : credentials[1],
                hosts,
                path.isEmpty() ? 0 : number("database", path, 0, DATABASE_MAX),
                parameters.cluster || hosts.size() > 1,
                parameters.prefix,
                parameters.optimistic,
                Set.copyOf(parameters.accepted),
                parameters.timeoutMillis);
        if (parsed.cluster && parsed.database > 0) {
            throw bad("database", "must be 0 on a cluster, which has no other");
        }
        return parsed;
    }

    private static String[] credentials(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 && !text.isEmpty()) {
            // Programs that show addresses take it for a user and show it.
            throw bad(FIELD, "has no colon before '@'; write user:password@ or :password@");
        }
        return colon < 0
                ? new String[] {"", ""}
                : new String[] {
                    decoded(text.substring(0, colon), "the user"), decoded(text.substring(colon + 1), "the password")
                };
    }

    private static List<HostAndPort> hosts(String text) {
        List<HostAndPort> hosts = new ArrayList<>();
        for (String host : text.split(",", -1)) {
            int colon = host.lastIndexOf(':');
            boolean hasPort = colon >= 0 && host.indexOf(']', colon) < 0;
            String name = hasPort ? host.substring(0, colon) : host;
            int port = hasPort ? port(host.substring(colon + 1)) : Protocol.DEFAULT_PORT;
            if (name.startsWith("[") && name.endsWith("]")) {
                name = name.substring(1, name.length() - 1);
            }
            if (name.isEmpty()) {
                throw bad(FIELD, "has no host; give it as redis://host:6379");
            }
            hosts.add(new HostAndPort(name, port));
        }
        return List.copyOf(hosts);
    }

    /** Not quoted when it is wrong: who forgets the host has written a password there. */
    private static int port(String text) {
        OptionalInt port = within(text, 1, 65_535);
        return port.orElseThrow(() -> bad("port", "must be between 1 and 65535; write [user:password@]host:port"));
    }

    private static int number(String name, String text, int min, int max) {
        return within(text, min, max)
                .orElseThrow(() -> bad(name, "must be between %d and %d but is '%s'".formatted(min, max, text)));
    }

    private static OptionalInt within(String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            return number >= min && number <= max ? OptionalInt.of(number) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static String decoded(String text, String what) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad(FIELD, "is not percent-encoded in " + what);
        }
    }

    private static InvalidRequestException bad(String name, String message) {
        return new InvalidRequestException(name, message);
    }

    JedisClientConfig config() {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(Math.min(CONNECT_MILLIS_MAX, timeoutMillis))
                .socketTimeoutMillis(timeoutMillis)
                .user(user)
                .password(password)
                .database(database)
                .clientName("tollgate")
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        // The default checks the server's certificate and its name.
        return (tls ? config.sslOptions(SslOptions.defaults()) : config).build();
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://")
                + String.join(",", hosts.stream().map(HostAndPort::toString).toList())
                + "/" + database + "?prefix=" + prefix;
    }

    private static final class Parameters {
        private final Set<String> seen = new LinkedHashSet<>();
        private final Set<String> accepted = new LinkedHashSet<>();
        private boolean cluster;
        private boolean optimistic;
        private String prefix = "tollgate";
        private int timeoutMillis = TIMEOUT_MILLIS;

        Parameters(String query) {
            if (!query.isEmpty()) {
                for (String parameter : query.split("&", -1)) {
                    int equals = parameter.indexOf('=');
                    if (equals <= 0) {
                        throw bad(FIELD, "has parameters as name=value but one is '%s'".formatted(parameter));
                    }
                    take(
                            decoded(parameter.substring(0, equals), "a parameter"),
                            decoded(parameter.substring(equals + 1), "a parameter"));
                }
            }
        }

        private void take(String name, String value) {
            if (!seen.add(name) && !name.equals("accept")) {
                throw bad(name, "comes more than once");
            }
            switch (name) {
                case "cluster" ->
                    cluster = choice(name, value, List.of("false", "true")).equals("true");
                case "strategy" -> optimistic = strategy(value);
                case "prefix" -> {
                    if (!PREFIX.matcher(value).matches()) {
                        throw bad(name, "must be 1 to 64 letters, digits and . _ : - but is '%s'".formatted(value));
                    }
                    prefix = value;
                }
                case "accept" -> {
                    for (String word : value.split(",", -1)) {
                        accepted.add(choice(name, word, RedisCheck.ACCEPTABLE));
                    }
                }
                case "timeoutMillis" -> timeoutMillis = number(name, value, TIMEOUT_MILLIS_MIN, TIMEOUT_MILLIS_MAX);
                default -> throw bad(name, "is not a parameter of this store");
            }
        }

        private static boolean strategy(String value) {
            String word = choice("strategy", value, List.of("auto", "optimistic", "pessimistic"));
            if (word.equals("pessimistic")) {
                throw bad(
                        "strategy",
                        "cannot be 'pessimistic': Redis has no row locks; take 'auto', which compares and writes in one"
                                + " script that nobody comes between, or 'optimistic', which is WATCH, MULTI and EXEC");
            }
            return word.equals("optimistic");
        }

        private static String choice(String name, String value, List<String> words) {
            String lower = value.toLowerCase(Locale.ROOT);
            if (!words.contains(lower)) {
                throw bad(name, "must be one of %s but is '%s'".formatted(words, value));
            }
            return lower;
        }
    }
}
