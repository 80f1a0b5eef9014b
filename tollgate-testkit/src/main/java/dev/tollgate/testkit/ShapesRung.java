package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.Admission;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.WindowKind;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may change about limits under their name, and what may not. */
abstract class ShapesRung extends GateRung {
    private static final String ACCOUNT = "acme";
    private static final Limit DAILY = Limit.amount("limit", WindowKind.DAY, 1_000);
    private static final Limit DAILY_COUNT = Limit.count("limit", WindowKind.DAY, 10);
    private static final Limit EVER = Limit.amount("limit", WindowKind.TOTAL, 1_000);
    private static final Limit EACH = Limit.amount("limit", WindowKind.OPERATION, 1_000);
    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    static Stream<Arguments> shapesThatChange() {
        AccountConfig daily = AccountConfig.of("GBP", DAILY);
        return Stream.of(
                Arguments.of("metric", daily, AccountConfig.of("GBP", DAILY_COUNT)),
                Arguments.of("window day to week", daily, withLimit(Limit.amount("limit", WindowKind.WEEK, 1_000))),
                Arguments.of("window day to total", daily, withLimit(EVER)),
                Arguments.of("window day to operation", daily, withLimit(EACH)),
                Arguments.of("window operation to day", withLimit(EACH), daily),
                Arguments.of("all scenarios to one", daily, withLimit(DAILY.withScenarios("payment"))),
                Arguments.of("one scenario to all", withLimit(DAILY.withScenarios("payment")), daily),
                Arguments.of(
                        "one scenario to two",
                        withLimit(DAILY.withScenarios("payment")),
                        withLimit(DAILY.withScenarios("payment", "payout"))),
                Arguments.of("zone", daily, daily.withZone(LONDON)),
                Arguments.of(
                        "zone of a week", withLimit(week()), withLimit(week()).withZone(LONDON)),
                Arguments.of(
                        "zone of a month",
                        withLimit(month()),
                        withLimit(month()).withZone(LONDON)),
                Arguments.of("cut-off", daily, daily.withCutOff(LocalTime.of(6, 0))),
                Arguments.of("currency of a day", daily, AccountConfig.of("EUR", DAILY)),
                Arguments.of("currency of a total", withLimit(EVER), AccountConfig.of("EUR", EVER)),
                Arguments.of("currency of an operation", withLimit(EACH), AccountConfig.of("EUR", EACH)));
    }

    private static AccountConfig withLimit(Limit limit) {
        return AccountConfig.of("GBP", limit);
    }

    private static Limit week() {
        return Limit.count("limit", WindowKind.WEEK, 10);
    }

    private static Limit month() {
        return Limit.count("limit", WindowKind.MONTH, 10);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapesThatChange")
    void aShapeNeverChangesUnderItsName(String what, AccountConfig from, AccountConfig to) throws InterruptedException {
        configure(ACCOUNT, from);
        assertThat(gate.configure(ACCOUNT, to, CLERK)).as(what).isInstanceOf(AccountResult.LimitShapeChanged.class);
        assertThat(gate.account(ACCOUNT).orElseThrow().config()).isEqualTo(from);
        assertThat(gate.audit(ACCOUNT, 50, null).items()).hasSize(1);
    }

    /** Limits of window operation add nothing up, so that there is no usage that another shape could spoil. */
    static Stream<Arguments> shapesThatChangeBehindUsage() {
        return shapesThatChange()
                .filter(arguments -> !arguments.get()[0].equals("window operation to day")
                        && !arguments.get()[0].equals("currency of an operation"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapesThatChangeBehindUsage")
    void aShapeDoesNotChangeByBeingTakenOutInBetweenEither(String what, AccountConfig from, AccountConfig to)
            throws InterruptedException {
        configure(ACCOUNT, from);
        AccountConfig unlimited = from.withLimits(List.of());
        configure(ACCOUNT, unlimited);
        configure(ACCOUNT, to.withLimits(List.of()));
        assertThat(gate.configure(ACCOUNT, to, CLERK)).as(what).isInstanceOf(AccountResult.LimitShapeChanged.class);
        assertThat(gate.account(ACCOUNT).orElseThrow().config().limits()).isEmpty();
        configure(ACCOUNT, unlimited);
        configure(ACCOUNT, from);
    }

    @Test
    void aNewShapeTakesANewNameAndCountsFromZero() throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of("GBP", DAILY));
        admitted(gate.admit(pounds(ACCOUNT, "1", 1_000)));
        configure(ACCOUNT, AccountConfig.of("GBP", Limit.amount("limit-2", WindowKind.WEEK, 1_000)));
        admitted(gate.admit(pounds(ACCOUNT, "2", 1_000)));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("limit-2", 1_000L));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void maximumMinimumModeAndOrderMayChange() throws InterruptedException {
        Limit count = Limit.count("count", WindowKind.MONTH, 5);
        configure(ACCOUNT, AccountConfig.of("GBP", DAILY, count, Limit.amount("each", WindowKind.OPERATION, 500)));
        admitted(gate.admit(pounds(ACCOUNT, "1", 500)));
        configure(
                ACCOUNT,
                AccountConfig.of(
                        "GBP",
                        Limit.count("count", WindowKind.MONTH, 7).asShadow(),
                        Limit.amount("each", WindowKind.OPERATION, 700).withMin(10),
                        Limit.amount("limit", WindowKind.DAY, 1_100)));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("limit", 500L, "count", 1L));
        assertThat(gate.admit(pounds(ACCOUNT, "2", 9))).isInstanceOf(Admission.Declined.class);
        assertThat(gate.admit(pounds(ACCOUNT, "2", 601))).isInstanceOf(Admission.Declined.class);
        admitted(gate.admit(pounds(ACCOUNT, "2", 600)));
    }

    @Test
    void zoneAndCutOffMayChangeWhereNoWindowDependsOnThem() throws InterruptedException {
        AccountConfig timeless = AccountConfig.of("GBP", EVER, Limit.amount("each", WindowKind.OPERATION, 500));
        configure(ACCOUNT, timeless);
        admitted(gate.admit(pounds(ACCOUNT, "1", 300)));
        configure(ACCOUNT, timeless.withZone(LONDON).withCutOff(LocalTime.of(6, 0)));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("limit", 300L));
    }

    @Test
    void theCurrencyMayChangeWhereNoAmountLimitDependsOnIt() throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of("GBP", DAILY_COUNT));
        configure(ACCOUNT, AccountConfig.of("EUR", DAILY_COUNT));
        configure(ACCOUNT, AccountConfig.of(null, DAILY_COUNT));
        configure(ACCOUNT, AccountConfig.of("JPY", DAILY_COUNT, Limit.amount("yen", WindowKind.DAY, 1)));
    }

    @Test
    void aLimitThatIsTakenOutStopsAtOnceAndComesBackWithItsUsage() throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of("GBP", DAILY, Limit.count("ever", WindowKind.TOTAL, 10)));
        admitted(gate.admit(pounds(ACCOUNT, "1", 900)));
        clock.advance(Duration.ofMinutes(1));
        configure(ACCOUNT, AccountConfig.of("GBP"));
        admitted(gate.admit(pounds(ACCOUNT, "2", 5_000)));
        assertThat(used(ACCOUNT)).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        configure(
                ACCOUNT,
                AccountConfig.of(
                        "GBP", Limit.amount("limit", WindowKind.DAY, 950), Limit.count("ever", WindowKind.TOTAL, 10)));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("limit", 900L, "ever", 1L));
        assertThat(gate.admit(pounds(ACCOUNT, "3", 51))).isInstanceOf(Admission.Declined.class);
        Admission.Admitted third = expect(Admission.Admitted.class, gate.admit(pounds(ACCOUNT, "3", 50)));
        assertThat(third.usage())
                .filteredOn(u -> u.limit().equals("ever"))
                .singleElement()
                .satisfies(u -> assertThat(u.window().start()).isEqualTo(MONDAY_TEN));
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void whatWasCountedGoesBackWhileItsLimitIsOut() throws InterruptedException {
        configure(ACCOUNT, AccountConfig.of("GBP", DAILY));
        var ticket = admitted(gate.admit(pounds(ACCOUNT, "1", 900)));
        configure(ACCOUNT, AccountConfig.of("GBP"));
        Answers.done(gate.fail(ticket.handle(), null));
        assertThat(tollgate.verify().holds()).isTrue();
        configure(ACCOUNT, AccountConfig.of("GBP", DAILY));
        assertThat(used(ACCOUNT)).isEqualTo(Map.of("limit", 0L));
    }

    @Test
    void repeatingAConfigurationChangesNothing() throws InterruptedException {
        AccountConfig config = AccountConfig.of("GBP", DAILY, DAILY_COUNT_OF_TWO);
        AccountResult.Changed first = configure(ACCOUNT, config);
        assertThat(first.created()).isTrue();
        clock.advance(Duration.ofMinutes(1));
        AccountResult.Changed again = configure(ACCOUNT, AccountConfig.of("GBP", DAILY, DAILY_COUNT_OF_TWO));
        assertThat(again.created()).isFalse();
        assertThat(again.account()).isEqualTo(first.account());
        assertThat(gate.audit(ACCOUNT, 50, null).items()).hasSize(1);
    }

    private static final Limit DAILY_COUNT_OF_TWO =
            Limit.count("count", WindowKind.DAY, 10).withScenarios("payment", "payout");

    @Test
    void aConfigurationIsWrittenOnlyUnderItsPrecondition() throws InterruptedException {
        AccountConfig first = AccountConfig.of("GBP", DAILY);
        AccountConfig second = AccountConfig.of("GBP", Limit.amount("limit", WindowKind.DAY, 2_000));
        assertThat(gate.configure(ACCOUNT, first, CLERK, new Precondition.Exists()))
                .isEqualTo(new AccountResult.PreconditionFailed());
        assertThat(gate.account(ACCOUNT)).isEmpty();
        long version = expect(
                        AccountResult.Changed.class, gate.configure(ACCOUNT, first, CLERK, new Precondition.Absent()))
                .account()
                .configVersion();
        assertThat(gate.configure(ACCOUNT, second, CLERK, new Precondition.Absent()))
                .isEqualTo(new AccountResult.PreconditionFailed());
        assertThat(gate.configure(ACCOUNT, second, CLERK, new Precondition.ConfigVersion(version + 1)))
                .isEqualTo(new AccountResult.PreconditionFailed());
        admitted(gate.admit(pounds(ACCOUNT, "1", 10)));
        gate.suspend(ACCOUNT, CLERK);
        long moved = expect(
                        AccountResult.Changed.class,
                        gate.configure(ACCOUNT, second, CLERK, new Precondition.ConfigVersion(version)))
                .account()
                .configVersion();
        assertThat(moved).as("neither usage nor status moved it").isGreaterThan(version);
        assertThat(gate.configure(ACCOUNT, first, CLERK, new Precondition.ConfigVersion(version)))
                .isEqualTo(new AccountResult.PreconditionFailed());
        expect(AccountResult.Changed.class, gate.configure(ACCOUNT, first, CLERK, new Precondition.Exists()));
        assertThat(gate.account(ACCOUNT).orElseThrow().config().limits()).isEqualTo(List.of(DAILY));
    }
}
