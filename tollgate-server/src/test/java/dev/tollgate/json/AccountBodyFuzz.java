package dev.tollgate.json;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import dev.tollgate.spi.StoredForm;
import java.nio.charset.StandardCharsets;

/** Any text as the body of an account: refused by name, or a configuration within the bounds that can be shown and stored as it is. */
public final class AccountBodyFuzz {
    private AccountBodyFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        AccountBody body;
        try {
            body = AccountBody.read(StrictObject.parse(Input.text(bytes)));
        } catch (InvalidRequestException e) {
            StrictObjectFuzz.refused(e);
            return;
        }
        holds(body);
    }

    /** What is true of every body that was taken. */
    public static void holds(AccountBody body) {
        AccountConfig config = body.config();
        Holds.that(
                config.limits().size() <= Bounds.LIMITS_MAX,
                "%d limits",
                config.limits().size());
        Holds.that(
                config.limits().stream().map(Limit::name).distinct().count()
                        == config.limits().size(),
                "a name twice: %s",
                config);
        config.limits().forEach(limit -> within(limit, config));
        Holds.same(
                config,
                AccountBody.read(StrictObject.parse(Json.text(AccountView.config(config))))
                        .config());
        Holds.same(config, StoredForm.readConfig(StoredForm.writeConfig(config)));
    }

    private static void within(Limit limit, AccountConfig config) {
        Long min = limit.min();
        Holds.that(limit.max() >= 0 && limit.max() <= Bounds.AMOUNT_MAX, "max %d", limit.max());
        Holds.that(min == null || (min >= 0 && min <= limit.max()), "min %s of max %d", min, limit.max());
        Holds.that(limit.metric() == Metric.COUNT || config.currency() != null, "an amount of no currency");
        name(limit.name());
        limit.scenarios().forEach(AccountBodyFuzz::name);
    }

    private static void name(String name) {
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
        Holds.that(encoded.length >= 1 && encoded.length <= 64, "a name of %d bytes", encoded.length);
        Holds.same(name, new String(encoded, StandardCharsets.UTF_8));
        Holds.that(name.chars().noneMatch(c -> c < 0x20 || c == 0x7F), "a control character in %s", name);
    }
}
