package dev.tollgate.spi;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.WindowKind;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whatever values the API takes come back from their stored form, and equal values have equal text. */
public final class StoredRowsFuzz {
    private static final List<String> ZONES =
            List.of("UTC", "Europe/London", "Australia/Lord_Howe", "+18:00", "UTC-07:30", "Pacific/Apia", "Z");
    private static final List<String> CURRENCIES = List.of("GBP", "JPY", "BHD", "XAU");

    private StoredRowsFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        List<Limit> limits = new ArrayList<>();
        List<RetiredLimit> retired = new ArrayList<>();
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, Long> starts = new LinkedHashMap<>();
        String currency = input.choice(2) == 0 ? null : CURRENCIES.get(input.choice(CURRENCIES.size()));
        ZoneId zone = ZoneId.of(ZONES.get(input.choice(ZONES.size())));
        LocalTime cutOff = LocalTime.ofSecondOfDay(60L * input.choice(24 * 60));
        while (input.hasMore()) {
            switch (input.choice(3)) {
                case 0 -> attributes.put(input.text(), input.text());
                case 1 -> starts.put(input.text(), input.number());
                default -> limit(input, limits, retired);
            }
        }
        roundTrip(attributes, StoredForm::writeAttributes, StoredForm::readAttributes);
        roundTrip(starts, StoredForm::writeTotalStarts, StoredForm::readTotalStarts);
        roundTrip(retired, StoredForm::writeRetired, StoredForm::readRetired);
        List<WindowKey> windows = new ArrayList<>();
        starts.forEach((limit, start) -> windows.add(new WindowKey(limit, start)));
        roundTrip(windows, StoredForm::writeWindows, StoredForm::readWindows);
        Holds.same(StoredForm.writeAttributes(attributes), StoredForm.writeAttributes(new HashMap<>(attributes)));
        config(currency, zone, cutOff, limits);
    }

    private static void config(@Nullable String currency, ZoneId zone, LocalTime cutOff, List<Limit> limits) {
        try {
            AccountConfig config = new AccountConfig(currency, zone, cutOff, limits);
            roundTrip(config, StoredForm::writeConfig, StoredForm::readConfig);
        } catch (InvalidRequestException e) {
            Holds.says(e);
        }
    }

    private static void limit(Input input, List<Limit> limits, List<RetiredLimit> retired) {
        try {
            String name = input.text();
            Metric metric = input.constant(Metric.class);
            WindowKind window = input.constant(WindowKind.class);
            Long min = input.choice(2) == 0 ? null : (Long) input.number();
            long max = input.number();
            Set<String> scenarios = new HashSet<>();
            for (int left = input.choice(4); left > 0; left--) {
                scenarios.add(input.text());
            }
            Limit limit = new Limit(name, metric, window, min, max, scenarios, input.constant(Mode.class));
            limits.add(limit);
            String calendar = input.text();
            Long start = input.choice(2) == 0 ? null : (Long) input.number();
            retired.add(new RetiredLimit(
                    limit, metric == Metric.AMOUNT ? "GBP" : null, calendar.isEmpty() ? null : calendar, start));
        } catch (InvalidRequestException e) {
            Holds.says(e);
        }
    }

    private static <T> void roundTrip(T value, Function<T, String> writing, Function<String, T> reading) {
        String written = writing.apply(value);
        T read = reading.apply(written);
        Holds.same(value, read);
        Holds.same(written, writing.apply(read));
    }
}
