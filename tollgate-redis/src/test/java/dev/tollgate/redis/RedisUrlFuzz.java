package dev.tollgate.redis;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.HostAndPort;

/** Any text as the address of a store: refused by name or within bounds, and a password that stands where one may is never told. */
public final class RedisUrlFuzz {
    private static final String PASSWORD = "Hunter2Hunter2";

    private RedisUrlFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        if (Input.text(bytes).contains(PASSWORD)) {
            return;
        }
        Input input = new Input(bytes);
        String text = input.text();
        parse(text);
        parse("redis://" + text);
        String user = input.text();
        String rest = input.text();
        secret("redis://" + user + ":" + PASSWORD + "@" + rest);
        secret("rediss://:" + text + PASSWORD + user + "@" + rest);
        secret("redis://" + PASSWORD + "@" + rest);
        secret("redis://host:" + PASSWORD + "/" + rest);
        good(user, text, input);
    }

    private static void parse(String url) {
        try {
            RedisUrl parsed = RedisUrl.parse(url);
            Holds.that(!parsed.hosts().isEmpty(), "no host: %s", url);
            for (HostAndPort host : parsed.hosts()) {
                Holds.that(!host.getHost().isEmpty(), "an empty host: %s", url);
                Holds.that(host.getPort() >= 1 && host.getPort() <= 65_535, "port %d", host.getPort());
            }
            Holds.that(parsed.database() >= 0, "database %d", parsed.database());
            Holds.that(!parsed.cluster() || parsed.database() == 0, "a cluster's database: %s", url);
            Holds.that(
                    parsed.timeoutMillis() >= 50 && parsed.timeoutMillis() <= 60_000, "%d ms", parsed.timeoutMillis());
            Holds.that(parsed.prefix().matches("[A-Za-z0-9._:-]{1,64}"), "prefix %s", parsed.prefix());
            Holds.that(RedisCheck.ACCEPTABLE.containsAll(parsed.accepted()), "accepted %s", parsed.accepted());
        } catch (InvalidRequestException e) {
            refused(e);
        }
    }

    private static void secret(String url) {
        try {
            RedisUrl parsed = RedisUrl.parse(url);
            Holds.that(!parsed.toString().contains(PASSWORD), "told: %s", parsed);
        } catch (InvalidRequestException e) {
            refused(e);
            Holds.that(!(e + " " + e.errors()).contains(PASSWORD), "told: %s", e);
        }
    }

    /** What is percent-encoded comes back as it was. */
    private static void good(String user, String password, Input input) {
        int port = 1 + input.choice(65_535);
        int database = input.choice(16);
        RedisUrl parsed =
                RedisUrl.parse("redis://%s:%s@host:%d/%d".formatted(encoded(user), encoded(password), port, database));
        Holds.same(whole(user).isEmpty() ? null : whole(user), parsed.user());
        Holds.same(whole(password).isEmpty() ? null : whole(password), parsed.password());
        Holds.same(new HostAndPort("host", port), parsed.hosts().get(0));
        Holds.same(database, parsed.database());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(whole(text), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What of it has bytes: an encoder puts a question mark for what has none. */
    private static String whole(String text) {
        return Bytes.text(Bytes.of(text).getRaw());
    }

    private static void refused(InvalidRequestException refusal) {
        refusal.errors()
                .forEach(error -> Holds.that(!error.message().isBlank(), "a refusal without a word: %s", error));
    }
}
