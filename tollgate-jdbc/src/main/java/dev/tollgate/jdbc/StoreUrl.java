package dev.tollgate.jdbc;

import dev.tollgate.api.InvalidRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The address of a store: {@code <scheme>:<target>?<parameter>=<value>&…}. The target is taken as it stands and cannot hold a question
 * mark; parameters are percent-decoded. Each parameter is taken once; what nobody took is refused.
 */
final class StoreUrl {
    private final String target;
    private final Map<String, List<String>> left = new LinkedHashMap<>();

    private StoreUrl(String target) {
        this.target = target;
    }

    /** @throws InvalidRequestException when the address does not begin with {@code prefix} or has malformed parameters */
    static StoreUrl parse(String prefix, String url) {
        if (!url.startsWith(prefix)) {
            // The rest may hold a password.
            int colon = url.indexOf(':');
            throw new InvalidRequestException(
                    "store",
                    "must begin with '%s' but begins with '%s'".formatted(prefix, url.substring(0, colon + 1)));
        }
        int question = url.indexOf('?');
        StoreUrl parsed = new StoreUrl(url.substring(prefix.length(), question < 0 ? url.length() : question));
        if (question >= 0 && question < url.length() - 1) {
            for (String parameter : url.substring(question + 1).split("&", -1)) {
                parsed.add(parameter);
            }
        }
        return parsed;
    }

    private void add(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals <= 0) {
            throw new InvalidRequestException("store", "has parameters as name=value but one has no name or no '='");
        }
        left.computeIfAbsent(decoded(parameter.substring(0, equals)), name -> new ArrayList<>())
                .add(decoded(parameter.substring(equals + 1)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("store", "has a parameter that is not percent-encoded");
        }
    }

    String target() {
        return target;
    }

    /** The value of a parameter that may come once and must be one of a few words; null when it does not come. */
    @Nullable
    String choice(String name, List<String> words) {
        String value = text(name);
        return value == null ? null : checked(name, value, words);
    }

    /** The value of a parameter that may come once; null when it does not come. */
    @Nullable
    String text(String name) {
        List<String> values = left.remove(name);
        if (values == null) {
            return null;
        }
        if (values.size() > 1) {
            throw new InvalidRequestException(name, "comes more than once");
        }
        return values.get(0);
    }

    /** Everything nobody took, for a driver. */
    Map<String, String> rest() {
        Map<String, String> rest = new LinkedHashMap<>();
        for (String name : List.copyOf(left.keySet())) {
            rest.put(name, Objects.requireNonNull(text(name)));
        }
        return rest;
    }

    /** The values of a parameter that may come several times, or hold several words with commas between them. */
    Set<String> choices(String name, List<String> words) {
        List<String> values = left.remove(name);
        Set<String> chosen = new LinkedHashSet<>();
        if (values != null) {
            for (String value : values) {
                for (String word : value.split(",", -1)) {
                    chosen.add(checked(name, word, words));
                }
            }
        }
        return chosen;
    }

    private static String checked(String name, String value, List<String> words) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!words.contains(lower)) {
            throw new InvalidRequestException(name, "must be one of %s but is '%s'".formatted(words, value));
        }
        return lower;
    }

    /** @throws InvalidRequestException naming the first parameter that nobody took */
    void noMore() {
        if (!left.isEmpty()) {
            throw new InvalidRequestException(left.keySet().iterator().next(), "is not a parameter of this store");
        }
    }
}
