package dev.tollgate.jdbc;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Any text as the address of each kind of database: refused by name, or settings; and a password that stands where the address has its
 * place, or where people put it by mistake, is told neither in a refusal nor in the settings' own text.
 */
public final class StoreUrlFuzz {
    private static final String PASSWORD = "Hunter2Hunter2";

    private StoreUrlFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        if (Input.text(bytes).contains(PASSWORD)) {
            return;
        }
        Input input = new Input(bytes);
        String text = input.text();
        String word = input.text().replaceAll("[?&@#/]", "");
        String rest = input.text().replace("%", "%25");
        parse(SqliteSettings::parse, SqliteSettings.PREFIX, text);
        parse(PostgresSettings::parse, PostgresSettings.PREFIX, text);
        parse(MariadbSettings::parse, MariadbSettings.PREFIX, text);
        for (String prefix : List.of(PostgresSettings.PREFIX, MariadbSettings.PREFIX)) {
            Function<String, Object> parser =
                    prefix.equals(MariadbSettings.PREFIX) ? MariadbSettings::parse : PostgresSettings::parse;
            secret(parser, "%s//host/db?user=%s&password=%s&%s".formatted(prefix, word, PASSWORD, rest));
            secret(parser, "%s//host/db?password=%s%s&%s".formatted(prefix, word, PASSWORD, text));
            secret(parser, "%s//%s:%s@host/db?%s".formatted(prefix, word, PASSWORD, rest));
            secret(parser, "%s//host/db?%s".formatted(prefix, PASSWORD));
            secret(parser, "%s//user:%s@host/db".formatted(prefix.substring(prefix.indexOf(':') + 1), PASSWORD));
        }
        kept(text);
    }

    private static void parse(Function<String, Object> parser, String prefix, String text) {
        for (String url : List.of(text, prefix + text)) {
            try {
                Holds.that(url.startsWith(prefix), "taken for %s: %s", prefix, parser.apply(url));
            } catch (InvalidRequestException e) {
                refused(e);
            }
        }
    }

    private static void secret(Function<String, Object> parser, String url) {
        String told;
        try {
            Object settings = parser.apply(url);
            told = settings instanceof PostgresSettings postgres ? postgres.address() : settings.toString();
        } catch (InvalidRequestException e) {
            refused(e);
            told = e + " " + e.errors();
        }
        Holds.that(!told.contains(PASSWORD), "told: %s", told);
    }

    /** A percent-encoded parameter goes on to the driver as it was. */
    private static void kept(String text) {
        String value = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        String parameters = "//host/db?password=" + encoded;
        Holds.same(
                value,
                MariadbSettings.parse(MariadbSettings.PREFIX + parameters)
                        .driver()
                        .getProperty("password"));
        Holds.same(
                value,
                PostgresSettings.parse(PostgresSettings.PREFIX + parameters)
                        .driver()
                        .getProperty("password"));
    }

    private static void refused(InvalidRequestException refusal) {
        Holds.that(!refusal.errors().isEmpty(), "a refusal of nothing");
        refusal.errors()
                .forEach(error -> Holds.that(!error.message().isBlank(), "a refusal without a word: %s", error));
    }
}
