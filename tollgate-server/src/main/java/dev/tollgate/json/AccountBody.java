package dev.tollgate.json;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.WindowKind;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sends to set an account: its configuration, and the reason that goes to the audit.
 *
 * @param reason not part of the configuration
 */
public record AccountBody(AccountConfig config, @Nullable String reason) {
    private static final DateTimeFormatter HOURS_MINUTES =
            DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

    /**
     * The body that a JSON object says.
     *
     * @throws InvalidRequestException naming the bad member by its JSON path
     */
    public static AccountBody read(StrictObject body) {
        String currency = body.text("currency").orElse(null);
        ZoneId zone = body.text("zone").map(text -> zone(body, text)).orElse(AccountConfig.EMPTY.zone());
        LocalTime cutOff = body.text("cutOff").map(text -> cutOff(body, text)).orElse(AccountConfig.EMPTY.cutOff());
        List<Limit> limits = new ArrayList<>();
        for (StrictObject limit : body.objects("limits")) {
            limits.add(limit(limit));
        }
        String reason = body.text("reason").orElse(null);
        body.noOthers();
        try {
            return new AccountBody(new AccountConfig(currency, zone, cutOff, limits), reason);
        } catch (InvalidRequestException e) {
            throw body.invalid(e);
        }
    }

    /** One entry of {@code limits}. */
    public static Limit limit(StrictObject body) {
        String name = body.requiredText("name");
        Metric metric = body.requiredConstant("metric", Metric.class);
        WindowKind window = body.requiredConstant("window", WindowKind.class);
        Long min = body.wholeNumber("min").orElse(null);
        long max = body.requiredWholeNumber("max");
        List<String> scenarios = body.texts("scenarios").orElse(null);
        Mode mode = body.constant("mode", Mode.class).orElse(Mode.ENFORCE);
        body.noOthers();
        if (scenarios != null && scenarios.isEmpty()) {
            throw body.invalid("scenarios", "must name at least one scenario; leave it out to cover all");
        }
        Set<String> covered = new HashSet<>();
        for (String scenario : scenarios == null ? List.<String>of() : scenarios) {
            if (!covered.add(scenario)) {
                throw body.invalid("scenarios", "names '%s' twice".formatted(scenario));
            }
        }
        try {
            return new Limit(name, metric, window, min, max, covered, mode);
        } catch (InvalidRequestException e) {
            throw body.invalid(e);
        }
    }

    private static ZoneId zone(StrictObject body, String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw body.invalid("zone", "is not a time zone: '%s'".formatted(text));
        }
    }

    private static LocalTime cutOff(StrictObject body, String text) {
        try {
            return LocalTime.parse(text, HOURS_MINUTES);
        } catch (DateTimeException e) {
            throw body.invalid("cutOff", "must be a time such as 05:30 but is '%s'".formatted(text));
        }
    }
}
