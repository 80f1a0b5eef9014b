package dev.tollgate.cli;

import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;

/** An address with a password in a place where passwords stand is shown without it, whatever is around it. */
public final class StoreAddressFuzz {
    private static final String PASSWORD = "hunter2!";

    private StoreAddressFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        if (Input.text(bytes).contains(PASSWORD)) {
            return;
        }
        Input input = new Input(bytes);
        String any = input.text();
        StoreAddress.shown(any);
        String word = word(input.text());
        String rest = input.text();
        shown("redis://%s:%s@%s".formatted(word, PASSWORD, word + "/" + rest));
        shown("rediss://:%s%s@host/%s".formatted(any.replaceAll("[?/]", ""), PASSWORD, rest));
        shown("jdbc:postgresql://host/db?user=%s&password=%s&%s".formatted(word, PASSWORD, rest));
        shown("jdbc:mariadb://host/db?PASSWORD=%s&user=%s".formatted(PASSWORD, rest));
        shown("jdbc:mariadb://host/db?user=a&trustStorePassword=%s%s".formatted(word, PASSWORD));
    }

    private static void shown(String url) {
        String shown = StoreAddress.shown(url);
        Holds.that(!shown.contains(PASSWORD), "%s is shown as %s", url, shown);
    }

    private static String word(String text) {
        return text.replaceAll("[^A-Za-z0-9._-]", "");
    }
}
