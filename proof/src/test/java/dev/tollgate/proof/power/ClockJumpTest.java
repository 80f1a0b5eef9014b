package dev.tollgate.proof.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.CountedWindow;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Usage;
import dev.tollgate.api.Verification;
import dev.tollgate.api.WindowKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The clock of a store is set ahead by more than a day, back by hours, back over midnight, and ahead again, while callers are at work and
 * their accounts' days are full.
 */
@Tag("proof")
final class ClockJumpTest {
    private static final long DAILY_MAX = 2_000;
    private static final long NEVER_REACHED = 1_000_000_000;
    private static final int CALLERS = 4;
    private static final int ANSWERS = 10;
    private static final String ACCOUNT = "watched";

    private static final Instant FIRST_DAY =
            Instant.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    private static final Instant SECOND_DAY = FIRST_DAY.plus(1, ChronoUnit.DAYS);
    private static final Instant THIRD_DAY = FIRST_DAY.plus(2, ChronoUnit.DAYS);

    @TempDir
    Path folder;

    static Stream<Setting> stores() {
        return Stream.of(Setting.SQLITE_FULL, Setting.POSTGRESQL_ON, Setting.MARIADB_1, Setting.REDIS_ALWAYS)
                .filter(Setting::isAskedFor);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("stores")
    void timeNeverGoesBackForAnAccountAndNoWindowIsFilledTwice(Setting setting) throws Exception {
        String what = "Clock jumps, " + setting.kind();
        try (ClockedStore store = ClockedStore.openOrNotRun(what, folder, setting, at(FIRST_DAY, 12));
                Tollgate tollgate = Tollgate.on(store.store())
                        .callTimeout(Duration.ofSeconds(20))
                        .start()) {
            BlockingGate gate = tollgate.blocking();
            configure(gate, ACCOUNT, NEVER_REACHED);
            List<DayCaller> full = callers(gate, "full", DAILY_MAX);
            List<DayCaller> busy = callers(gate, "busy", NEVER_REACHED);
            new Jumps(store, tollgate, full, busy).run();
            for (DayCaller each : full) {
                Map<Instant, Long> used = used(each, gate);
                assertThat(used.values()).allMatch(sum -> sum == DAILY_MAX);
            }
            long admitted = 0;
            for (DayCaller each : busy) {
                used(each, gate);
                admitted += each.admitted();
            }
            Verification verification = tollgate.verify();
            assertThat(verification).matches(Verification::holds);
            System.out.printf(
                    "%s: 4 jumps under load: %d windows of %d accounts full and none over its limit,"
                            + " %d admissions of %d accounts in the right ones%n",
                    what, 3 * CALLERS, CALLERS, admitted, CALLERS);
        }
    }

    /** What a caller has used by its own count, which has to be that of the store. */
    private static Map<Instant, Long> used(DayCaller caller, BlockingGate gate) throws InterruptedException {
        Map<Instant, Long> used = caller.stop();
        assertThat(used).containsOnlyKeys(FIRST_DAY, SECOND_DAY, THIRD_DAY);
        assertThat(used(gate, caller.account())).isEqualTo(used);
        return used;
    }

    private static Instant at(Instant day, int hour) {
        return day.plus(hour, ChronoUnit.HOURS);
    }

    private static void configure(BlockingGate gate, String account, long dailyMax) throws InterruptedException {
        gate.configure(
                account, AccountConfig.of("EUR", Limit.amount("daily", WindowKind.DAY, dailyMax)), By.of("operator"));
    }

    private static List<DayCaller> callers(BlockingGate gate, String name, long dailyMax) throws InterruptedException {
        List<DayCaller> callers = IntStream.range(0, CALLERS)
                .mapToObj(number -> new DayCaller(gate, name + "-" + number))
                .toList();
        for (DayCaller each : callers) {
            configure(gate, each.account(), dailyMax);
            Thread thread = new Thread(each, each.account());
            thread.setDaemon(true);
            thread.start();
        }
        return callers;
    }

    /** What is used, by the start of the window. */
    private static Map<Instant, Long> used(BlockingGate gate, String account) throws InterruptedException {
        Map<Instant, Long> used = new TreeMap<>();
        for (Usage each : gate.usage(account, FIRST_DAY, THIRD_DAY.plus(1, ChronoUnit.DAYS))
                .orElseThrow()) {
            used.put(each.window().start(), each.used());
        }
        return used;
    }

    /** The jumps, with an account that is looked at after each of them. */
    private record Jumps(ClockedStore store, Tollgate tollgate, List<DayCaller> full, List<DayCaller> busy) {
        void run() throws InterruptedException {
            BlockingGate gate = tollgate.blocking();
            awaitCallers(FIRST_DAY);
            Ticket held = admit("held", FIRST_DAY);
            Ticket lapsing = admitted(request(ACCOUNT, "lapsing").withOnLapse(OnLapse.RELEASE), FIRST_DAY);
            Ticket sold = admit("sold", FIRST_DAY);
            assertThat(gate.succeed(sold.handle(), null)).isInstanceOf(ReportResult.Done.class);

            jump(at(SECOND_DAY, 14), SECOND_DAY);
            assertThat(state(held)).isEqualTo(TicketState.IN_DOUBT);
            assertThat(state(lapsing)).isEqualTo(TicketState.RELEASED);
            assertThat(used(gate, ACCOUNT)).isEqualTo(Map.of(FIRST_DAY, 200L));
            Ticket second = admit("second", SECOND_DAY);
            assertThat(gate.fail(held.handle(), null)).isInstanceOf(ReportResult.Done.class);
            assertThat(gate.reverse(sold.handle(), Reversal.of("half", 50))).isInstanceOf(ReportResult.Done.class);
            assertThat(used(gate, ACCOUNT)).isEqualTo(Map.of(FIRST_DAY, 50L, SECOND_DAY, 100L));

            jump(at(SECOND_DAY, 9), SECOND_DAY);
            assertThat(state(second)).isEqualTo(TicketState.OPEN);
            assertThat(gate.renew(second.handle(), Duration.ofHours(1)))
                    .isInstanceOfSatisfying(
                            ReportResult.Done.class,
                            done -> assertThat(done.ticket().leaseExpiresAt())
                                    .isAfterOrEqualTo(second.leaseExpiresAt()));
            assertThat(admit("third", SECOND_DAY).admittedAt()).isAfterOrEqualTo(second.admittedAt());

            jump(at(FIRST_DAY, 21), SECOND_DAY);
            Ticket fourth = admit("fourth", SECOND_DAY);
            assertThat(fourth.admittedAt()).isAfterOrEqualTo(second.admittedAt());
            assertThat(state(second)).isEqualTo(TicketState.OPEN);
            // An account that has not been in the later day is in the one that the clock shows.
            configure(gate, "new", DAILY_MAX);
            admitted(request("new", "first"), FIRST_DAY);

            jump(at(THIRD_DAY, 10), THIRD_DAY);
            assertThat(state(second)).isEqualTo(TicketState.IN_DOUBT);
            admit("fifth", THIRD_DAY);
            assertThat(gate.release(fourth.handle(), "not needed")).isInstanceOf(ReportResult.Done.class);
            assertThat(used(gate, ACCOUNT)).isEqualTo(Map.of(FIRST_DAY, 50L, SECOND_DAY, 200L, THIRD_DAY, 100L));
        }

        private void jump(Instant to, Instant day) throws InterruptedException {
            store.set(to);
            tollgate.sweep();
            awaitCallers(day);
        }

        private void awaitCallers(Instant day) throws InterruptedException {
            for (DayCaller each : full) {
                each.awaitFull(day, ANSWERS);
            }
            for (DayCaller each : busy) {
                each.awaitAdmitted(day, ANSWERS);
            }
        }

        private TicketState state(Ticket ticket) throws InterruptedException {
            return tollgate.blocking().find(ticket.operation()).orElseThrow().state();
        }

        private static AdmitRequest request(String account, String number) {
            return AdmitRequest.of(new Operation(account, "payment", number), "clerk", 100, "EUR")
                    .withLease(Duration.ofHours(1));
        }

        private Ticket admit(String number, Instant day) throws InterruptedException {
            return admitted(request(ACCOUNT, number), day);
        }

        private Ticket admitted(AdmitRequest request, Instant day) throws InterruptedException {
            Admission admission = tollgate.blocking().admit(request);
            assertThat(admission).isInstanceOf(Admission.Admitted.class);
            Ticket ticket = ((Admission.Admitted) admission).ticket();
            assertThat(ticket.windows()).containsExactly(new CountedWindow("daily", day));
            return ticket;
        }
    }
}
