package dev.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.WindowKind;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredFormTest {
    private static final List<String> PIECES = List.of(
            "a", "Z", "0", " ", "\"", "\\", "/", "{", "}", "[", "]", ":", ",", "é", "ß", "\u2028", "\u2029", "日",
            "\uFEFF", "😀", "𝔘", "\u0000", "\u0001", "\b", "\t", "\n", "\f", "\r", "\u001F", "\u007F", "\uD83D",
            "\uDE00");
    private static final int FIRST_CONTROL = PIECES.indexOf("\u0000");

    @Test
    void configurationIsTheBodyOfPut() {
        AccountConfig config = new AccountConfig(
                "GBP",
                ZoneId.of("Europe/London"),
                LocalTime.of(6, 30),
                List.of(
                        Limit.amount("per-payment", WindowKind.OPERATION, 500000)
                                .withMin(100),
                        Limit.count("daily-count", WindowKind.DAY, 2000)
                                .withScenarios("refund", "payment")
                                .asShadow()));

        String text = StoredForm.writeConfig(config);

        assertThat(text)
                .isEqualTo("{\"currency\":\"GBP\",\"zone\":\"Europe/London\",\"cutOff\":\"06:30\",\"limits\":["
                        + "{\"name\":\"per-payment\",\"metric\":\"amount\",\"window\":\"operation\",\"min\":100,\"max\":500000,"
                        + "\"mode\":\"enforce\"},"
                        + "{\"name\":\"daily-count\",\"metric\":\"count\",\"window\":\"day\",\"max\":2000,"
                        + "\"scenarios\":[\"payment\",\"refund\"],\"mode\":\"shadow\"}]}");
        assertThat(StoredForm.readConfig(text)).isEqualTo(config);
    }

    @Test
    void whatIsMissingInAConfigurationIsTheDefault() {
        assertThat(StoredForm.readConfig("{}")).isEqualTo(AccountConfig.EMPTY);
        assertThat(StoredForm.readConfig(
                        " {\"limits\" : [ {\"name\":\"n\",\"metric\":\"count\",\"window\":\"total\",\"max\":0}\n] } "))
                .isEqualTo(AccountConfig.of(null, Limit.count("n", WindowKind.TOTAL, 0)));
    }

    @Test
    void windowsKeepTheirOrder() {
        List<WindowKey> windows = List.of(new WindowKey("z", 1290470400000L), new WindowKey("a", -1));

        assertThat(StoredForm.writeWindows(windows)).isEqualTo("{\"z\":1290470400000,\"a\":-1}");
        assertThat(StoredForm.readWindows("{\"z\":1290470400000,\"a\":-1}")).isEqualTo(windows);
        assertThat(StoredForm.readWindows(StoredForm.writeWindows(List.of()))).isEmpty();
    }

    @Test
    void twoWindowsOfOneLimitHaveNoForm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredForm.writeWindows(List.of(new WindowKey("a", 1), new WindowKey("a", 2))))
                .withMessage("two windows of limit 'a'");
    }

    @Test
    void mapsAreSortedByByteOfUtf8() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("\uD83D\uDE00", "1");
        attributes.put("\uFB01", "2");
        attributes.put("b", "3");
        attributes.put("a", "4");

        assertThat(StoredForm.writeAttributes(attributes))
                .isEqualTo("{\"a\":\"4\",\"b\":\"3\",\"\uFB01\":\"2\",\"\uD83D\uDE00\":\"1\"}");
    }

    @Test
    void controlCharactersAndUnpairedSurrogatesAreEscaped() {
        String nasty = "\"\\/\u0000\u001F\u007F\t\u2028é😀\uD83D";

        String text = StoredForm.writeAttributes(Map.of("k", nasty));

        assertThat(text).isEqualTo("{\"k\":\"\\\"\\\\/\\u0000\\u001f\\u007f\\u0009\u2028é😀\\ud83d\"}");
        assertThat(StoredForm.readAttributes(throughUtf8(text))).isEqualTo(Map.of("k", nasty));
    }

    @Test
    void everyEscapeOfJsonIsRead() {
        assertThat(StoredForm.readAttributes("{\"k\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uD83d\\uDe00\"}"))
                .isEqualTo(Map.of("k", "\"\\/\b\f\n\r\tA😀"));
    }

    @Test
    void randomValuesComeBackAsTheyWere() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            AccountConfig config = config(random);
            List<RetiredLimit> retired = retired(random);
            Map<String, Long> starts = new LinkedHashMap<>();
            Map<String, String> attributes = new LinkedHashMap<>();
            List<WindowKey> windows = new ArrayList<>();
            for (String name : names(random, random.nextInt(6))) {
                starts.put(name, random.nextLong());
                attributes.put(name, text(random, PIECES.size(), random.nextInt(12)));
                windows.add(new WindowKey(name, random.nextLong()));
            }
            String why = "seed " + seed;

            assertThat(StoredForm.readConfig(throughUtf8(StoredForm.writeConfig(config))))
                    .as(why)
                    .isEqualTo(config);
            assertThat(StoredForm.readRetired(throughUtf8(StoredForm.writeRetired(retired))))
                    .as(why)
                    .isEqualTo(retired);
            assertThat(StoredForm.readTotalStarts(throughUtf8(StoredForm.writeTotalStarts(starts))))
                    .as(why)
                    .isEqualTo(starts);
            assertThat(StoredForm.readAttributes(throughUtf8(StoredForm.writeAttributes(attributes))))
                    .as(why)
                    .isEqualTo(attributes);
            assertThat(StoredForm.readWindows(throughUtf8(StoredForm.writeWindows(windows))))
                    .as(why)
                    .isEqualTo(windows);
        }
    }

    @Test
    void equalValuesHaveEqualText() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<String> names = names(random, 8);
            List<String> shuffled = new ArrayList<>(names);
            Collections.shuffle(shuffled, random);
            Map<String, String> one = new LinkedHashMap<>();
            Map<String, String> other = new LinkedHashMap<>();
            names.forEach(name -> one.put(name, name));
            shuffled.forEach(name -> other.put(name, name));

            assertThat(StoredForm.writeAttributes(one)).isEqualTo(StoredForm.writeAttributes(other));
            assertThat(StoredForm.writeConfig(AccountConfig.of(null, covering(names))))
                    .isEqualTo(StoredForm.writeConfig(AccountConfig.of(null, covering(shuffled))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[]",
                "null",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":\"b\",}",
                "{,}",
                "{\"a\":\"b\"}x",
                "{\"a\":\"b\"}{}",
                "{'a':'b'}",
                "{a:\"b\"}",
                "{\"a\":null}",
                "{\"a\":true}",
                "{\"a\":1}",
                "{\"a\":[]}",
                "{\"a\":\"b\" \"c\":\"d\"}",
                "{\"a\":\"b\",\"a\":\"b\"}",
                "{\"a\":\"b",
                "{\"a\":\"\\",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u\u0661\u0661\u0661\u0661\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"b\"}\u00A0",
                "\uFEFF{}",
                "[[[[[[[[[[[[[[[[[[[["
            })
    void malformedAttributesAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredForm.readAttributes(text))
                .withMessageStartingWith("not a stored map of attributes: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1.0}",
                "{\"a\":1e3}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":+1}",
                "{\"a\":-01}",
                "{\"a\":9223372036854775808}",
                "{\"a\":\"1\"}",
                "{\"a\":1 2}",
                "{\"a\":0x1}",
                "{\"a\":NaN}",
                "{\"a\":\u0661}"
            })
    void malformedNumbersAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredForm.readTotalStarts(text))
                .withMessageStartingWith("not a stored map of starts: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredForm.readWindows(text))
                .withMessageStartingWith("not a stored map of windows: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"zone\":\"Atlantis/Sunk\"}|Atlantis",
                "{\"cutOff\":\"25:00\"}|25:00",
                "{\"cutOff\":\"06:00:00\"}|'cutOff' must be hours and minutes",
                "{\"currency\":\"XYZ\"}|currency",
                "{\"currency\":826}|a string is expected",
                "{\"limits\":{}}|an array is expected",
                "{\"limits\":[1]}|an object is expected",
                "{\"limits\":[{}]}|'name' is missing",
                "{\"limits\":[{\"name\":\"n\",\"metric\":\"Count\",\"window\":\"day\",\"max\":1}]}|'metric' cannot be 'Count'",
                "{\"limits\":[{\"name\":\"n\",\"metric\":\"count\",\"window\":\"day\"}]}|'max' is missing",
                "{\"limits\":[{\"name\":\"n\",\"metric\":\"count\",\"window\":\"day\",\"max\":-1}]}|max must be between",
                "{\"limits\":[{\"name\":\"n\",\"metric\":\"amount\",\"window\":\"day\",\"max\":1}]}|currency is required",
                "{\"limits\":[{\"name\":\"n\",\"metric\":\"count\",\"window\":\"day\",\"max\":1,\"maximum\":1}]}|'maximum' is unknown",
                "{\"reason\":\"new\"}|'reason' is unknown",
                "{\"limits\":[{\"name\":\"n\",\"metric\":\"count\",\"window\":\"day\",\"max\":1,\"scenarios\":[\"a\",\"a\"]}]}|twice",
            })
    void malformedConfigurationsAreRefused(String text, String because) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredForm.readConfig(text))
                .withMessageStartingWith("not a stored configuration: ")
                .withMessageContaining(because);
    }

    @Test
    void malformedRetiredLimitsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredForm.readRetired("[{\"currency\":\"GBP\"}]"))
                .withMessage("not a stored list of retired limits: 'limit' is missing");
    }

    private static AccountConfig config(Random random) {
        List<Limit> limits = new ArrayList<>();
        names(random, random.nextInt(5)).forEach(name -> limits.add(limit(random, name)));
        return new AccountConfig(
                random.nextBoolean() || limits.stream().anyMatch(limit -> limit.metric() == Metric.AMOUNT)
                        ? "EUR"
                        : null,
                ZoneId.of(any(random, "UTC", "Z", "+05:30", "Europe/London", "Asia/Kathmandu")),
                LocalTime.of(random.nextInt(24), random.nextInt(60)),
                limits);
    }

    private static List<RetiredLimit> retired(Random random) {
        List<RetiredLimit> retired = new ArrayList<>();
        names(random, random.nextInt(5))
                .forEach(name -> retired.add(new RetiredLimit(
                        limit(random, name),
                        random.nextBoolean() ? "JPY" : null,
                        random.nextBoolean() ? "Europe/London 06:00" : null,
                        random.nextBoolean() ? random.nextLong() : null)));
        return retired;
    }

    private static Limit limit(Random random, String name) {
        WindowKind window = any(random, WindowKind.values());
        long max = random.nextLong(Bounds.AMOUNT_MAX + 1);
        Long min = window == WindowKind.OPERATION && random.nextBoolean() ? random.nextLong(max + 1) : null;
        Set<String> scenarios = new LinkedHashSet<>(names(random, random.nextInt(4)));
        return new Limit(name, any(random, Metric.values()), window, min, max, scenarios, any(random, Mode.values()));
    }

    @SafeVarargs
    private static <T> T any(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private static Limit covering(List<String> scenarios) {
        return Limit.count("n", WindowKind.DAY, 1).withScenarios(scenarios.toArray(String[]::new));
    }

    private static List<String> names(Random random, int count) {
        Set<String> names = new LinkedHashSet<>();
        while (names.size() < count) {
            names.add(text(random, FIRST_CONTROL, 1 + random.nextInt(10)));
        }
        return List.copyOf(names);
    }

    private static String text(Random random, int pieces, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(PIECES.get(random.nextInt(pieces)));
        }
        return text.toString();
    }

    private static String throughUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
