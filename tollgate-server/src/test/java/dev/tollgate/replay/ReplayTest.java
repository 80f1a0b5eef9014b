package dev.tollgate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Amount;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.json.AccountBody;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Store;
import dev.tollgate.testkit.Fault;
import dev.tollgate.testkit.FaultPlan;
import dev.tollgate.testkit.FaultyStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ReplayTest {
    private static final ReplaySettings CALM =
            new ReplaySettings(3, 16, 1, 0, 0, Duration.ofSeconds(2), false, Duration.ofSeconds(20));
    private static final AccountConfig LIMITED = AccountConfig.of(
            "GBP",
            Limit.amount("each", WindowKind.OPERATION, 900),
            Limit.count("day", WindowKind.DAY, 12),
            Limit.count("week-payments", WindowKind.WEEK, 40).withScenarios("payment"),
            Limit.amount("month", WindowKind.MONTH, 40_000));

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void begin(String what, long total) {}

        @Override
        public void at(long done) {}

        @Override
        public void end() {}

        @Override
        public synchronized void say(String sentence) {
            said.add(sentence);
        }
    };

    @Test
    void theSameOperationsAreDeclinedAsInASequentialCount() throws Exception {
        PaymentsFile.Payments file = payments(3_000);
        ReplayReport report = replay(new MemoryStore(), file, standard(LIMITED), Ledger.inMemory(), CALM);

        Set<Operation> expected = SequentialCount.declined(file.payments(), LIMITED);
        assertThat(report.declines().stream().map(d -> d.payment().operation()).collect(Collectors.toSet()))
                .isEqualTo(expected);
        assertThat(expected).hasSizeBetween(200, 2_500);
        assertThat(report.declinedBy().keySet()).containsExactly("day", "each", "month", "week-payments");
        assertThat(report.operations())
                .isEqualTo(new ReplayReport.Operations(3_000, 3_000 - expected.size(), 0, 0, expected.size(), 0, 0));
        assertThat(report.deliveries().admitted()).isEqualTo(3_000 - expected.size());
        assertThat(report.deliveries().declined()).isEqualTo(3L * expected.size());
        assertThat(report.deliveries().replayed()).isEqualTo(2L * (3_000 - expected.size()));
        assertAllIsWell(report);
        long succeeded = file.payments().stream()
                .filter(p -> p.amount() != null && !expected.contains(p.operation()))
                .mapToLong(p -> p.amount().minorUnits())
                .sum();
        assertThat(report.amounts()).isEqualTo(Map.of("GBP", succeeded));
        assertThat(report.executions()).isEqualTo(3_000 - expected.size());
    }

    @Test
    void failingExecutionsAndDyingCallersLeaveNothingTwiceAndNothingOpen() throws Exception {
        ReplaySettings wild =
                new ReplaySettings(4, 32, 7, 0.3, 0.2, Duration.ofSeconds(1), true, Duration.ofSeconds(20));
        ReplayReport report =
                replay(new MemoryStore(), payments(2_000), standard(LIMITED), Ledger.open(ledger()), wild);
        assertAllIsWell(report);
        assertThat(report.events().deaths()).isGreaterThan(200);
        assertThat(report.events().refused()).isGreaterThan(100);
        assertThat(report.events().notDone()).isGreaterThan(100);
        // One that dies in its second attempt may have been counted as dead before.
        assertThat(report.events().resolved()).isBetween(200L, report.events().deaths());
        assertThat(report.operations().failed()).isGreaterThan(100);
        assertThat(report.operations().released()).isGreaterThan(10);
        assertThat(report.operations().open() + report.operations().inDoubt()).isZero();
        assertThat(report.deliveries().inDoubt()).isPositive();
    }

    @Test
    void withoutResolvingTheOperationsOfDeadCallersStayInDoubt() throws Exception {
        ReplaySettings deadly =
                new ReplaySettings(2, 32, 7, 0, 0.2, Duration.ofSeconds(1), false, Duration.ofSeconds(20));
        ReplayReport report = replay(new MemoryStore(), payments(500), LimitsFile.NONE, Ledger.inMemory(), deadly);
        assertThat(report.holds()).isTrue();
        assertThat(report.operations().inDoubt())
                .isEqualTo(report.events().deaths())
                .isPositive();
        assertThat(report.operations().open()).isZero();
    }

    @Test
    void aSecondRunReplaysEverythingAndExecutesNothing() throws Exception {
        Store store = new MemoryStore();
        PaymentsFile.Payments file = payments(500);
        ReplayReport first = replay(store, file, standard(LIMITED), Ledger.open(ledger()), CALM);
        ReplayReport second = replay(store, file, standard(LIMITED), Ledger.open(ledger()), CALM);
        assertAllIsWell(second);
        assertThat(second.operations()).isEqualTo(first.operations());
        assertThat(second.deliveries().admitted()).isZero();
        assertThat(second.deliveries().replayed())
                .isEqualTo(3 * second.operations().succeeded());
        assertThat(second.executions()).isEqualTo(first.executions());
    }

    @Test
    void aRunAfterOneThatLeftTicketsOpenSettlesThemFromTheLedger() throws Exception {
        Store store = new MemoryStore();
        PaymentsFile.Payments file = payments(500);
        ReplaySettings deadly =
                new ReplaySettings(1, 32, 7, 0, 0.5, Duration.ofSeconds(1), false, Duration.ofSeconds(20));
        ReplayReport first = replay(store, file, LimitsFile.NONE, Ledger.open(ledger()), deadly);
        assertThat(first.operations().inDoubt()).isPositive();
        ReplaySettings settling =
                new ReplaySettings(1, 32, 7, 0, 0, Duration.ofSeconds(1), true, Duration.ofSeconds(20));
        ReplayReport second = replay(store, file, LimitsFile.NONE, Ledger.open(ledger()), settling);
        assertAllIsWell(second);
        assertThat(second.events().resolved()).isEqualTo(first.operations().inDoubt());
        assertThat(second.operations().released()).as("died before the call").isPositive();
        ReplayReport third = replay(store, file, LimitsFile.NONE, Ledger.open(ledger()), settling);
        assertAllIsWell(third);
        assertThat(third.operations().succeeded())
                .as("what was released is tried again")
                .isEqualTo(500);
    }

    @Test
    void aLedgerInMemoryDoesNotDecideWhatOthersExecuted() throws Exception {
        Store store = new MemoryStore();
        PaymentsFile.Payments file = payments(200);
        ReplaySettings deadly =
                new ReplaySettings(1, 32, 7, 0, 0.5, Duration.ofSeconds(1), false, Duration.ofSeconds(20));
        ReplayReport first = replay(store, file, LimitsFile.NONE, Ledger.inMemory(), deadly);
        ReplaySettings resolving =
                new ReplaySettings(1, 32, 7, 0, 0, Duration.ofSeconds(1), true, Duration.ofSeconds(20));
        ReplayReport second = replay(store, file, LimitsFile.NONE, Ledger.inMemory(), resolving);
        assertThat(second.operations().inDoubt())
                .isEqualTo(first.operations().inDoubt())
                .isPositive();
        assertThat(second.events().resolved()).isZero();
    }

    @Test
    void twoRunsAtOnceExecuteEveryOperationOnceTogether() throws Exception {
        Store store = new MemoryStore();
        PaymentsFile.Payments file = payments(2_000);
        List<CompletableFuture<ReplayReport>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            runs.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return replay(store, file, standard(LIMITED), Ledger.open(ledger()), CALM);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<ReplayReport> run : runs) {
            assertThat(run.get().duplicateExecutions()).isZero();
            assertThat(run.get().overLimit()).isEmpty();
            assertThat(run.get().deliveries().addsUp()).isTrue();
        }
        ReplayReport last = replay(store, file, standard(LIMITED), Ledger.open(ledger()), CALM);
        assertAllIsWell(last);
        assertThat(last.deliveries().admitted()).isZero();
        assertThat(last.executions()).isEqualTo(last.operations().succeeded());
    }

    @Test
    void everyKindOfStoreErrorIsRiddenOut() throws Exception {
        FaultPlan plan = FaultPlan.seeded(
                11,
                100,
                List.of(
                        Fault.ERROR_BEFORE,
                        Fault.ERROR_AFTER,
                        Fault.ANSWER_LOST,
                        Fault.CONFLICT,
                        Fault.HELD,
                        new Fault.AppliedLate(2)));
        ReplaySettings failing =
                new ReplaySettings(3, 32, 7, 0.1, 0.02, Duration.ofSeconds(5), true, Duration.ofSeconds(30));
        Store store = new FaultyStore(new MemoryStore(), plan);
        ReplayReport report = replay(store, payments(1_500), standard(LIMITED), Ledger.open(ledger()), failing);
        assertAllIsWell(report);
        assertThat(report.operations().open() + report.operations().inDoubt()).isZero();
        assertThat(report.operations().declined()).isPositive();
    }

    @Test
    void anOutageInTheMiddleIsWaitedOut() throws Exception {
        AtomicInteger batches = new AtomicInteger();
        FaultPlan outage = batch -> {
            int number = batches.incrementAndGet();
            return all(batch, number > 100 && number < 400 ? Fault.ERROR_BEFORE : Fault.NONE);
        };
        Store store = new FaultyStore(new MemoryStore(), outage);
        ReplayReport report = replay(store, payments(1_500), standard(LIMITED), Ledger.inMemory(), CALM);
        assertThat(batches.get()).isGreaterThan(400);
        assertAllIsWell(report);
    }

    @Test
    void aStoreThatStaysAwayEndsTheRun() {
        AtomicInteger batches = new AtomicInteger();
        FaultPlan outage = batch -> all(batch, batches.incrementAndGet() > 50 ? Fault.ERROR_BEFORE : Fault.NONE);
        Store store = new FaultyStore(new MemoryStore(), outage);
        ReplaySettings hasty = new ReplaySettings(3, 16, 1, 0, 0, Duration.ofSeconds(2), false, Duration.ofMillis(500));
        assertThatThrownBy(() -> replay(store, payments(1_500), LimitsFile.NONE, Ledger.inMemory(), hasty))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageMatching(
                        "(?s).*the store did not answer for 0 s, [0-9,]+ of 4,500 deliveries had no answer.*");
    }

    @Test
    void aTicketThatComesTooLateIsGivenBackAndAskedForAgain() throws Exception {
        AtomicInteger slow = new AtomicInteger(2);
        FaultPlan plan = batch -> all(
                batch,
                isAdmission(batch) && slow.getAndDecrement() > 0 ? new Fault.Slow(Duration.ofMillis(700)) : Fault.NONE);
        ReplaySettings shortLease =
                new ReplaySettings(1, 16, 1, 0, 0, Duration.ofSeconds(1), false, Duration.ofSeconds(20));
        Store store = new FaultyStore(new MemoryStore(), plan);
        ReplayReport report = replay(store, payments(100), LimitsFile.NONE, Ledger.inMemory(), shortLease);
        assertAllIsWell(report);
        assertThat(report.events().tooLate()).isPositive();
        assertThat(report.operations().succeeded()).isEqualTo(100);
    }

    @Test
    void aCallerWhoseAnswerComesAfterOthersHaveDecidedExecutesNothing() throws Exception {
        Store shared = new MemoryStore();
        AtomicInteger slow = new AtomicInteger(1);
        FaultPlan plan = batch -> all(
                batch,
                isAdmission(batch) && slow.getAndDecrement() > 0 ? new Fault.Slow(Duration.ofSeconds(4)) : Fault.NONE);
        PaymentsFile.Payments file = payments(100);
        ReplaySettings resolving =
                new ReplaySettings(1, 16, 1, 0, 0, Duration.ofSeconds(1), true, Duration.ofSeconds(20));
        CompletableFuture<ReplayReport> paused = CompletableFuture.supplyAsync(() -> {
            try {
                return replay(new FaultyStore(shared, plan), file, LimitsFile.NONE, Ledger.open(ledger()), resolving);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        while (slow.get() > 0) {
            Thread.onSpinWait();
        }
        ReplayReport other = replay(shared, file, LimitsFile.NONE, Ledger.open(ledger()), resolving);
        assertThat(other.operations().released())
                .as("what the paused one was admitted for")
                .isPositive();
        ReplayReport again = replay(shared, file, LimitsFile.NONE, Ledger.open(ledger()), resolving);
        assertThat(again.operations().succeeded()).isEqualTo(100);
        ReplayReport late = paused.get();
        assertThat(late.events().tooLate()).isEqualTo(other.operations().released());
        assertAllIsWell(late);
        assertThat(late.executions()).isEqualTo(100);
    }

    @Test
    void anAccountThatIsOnTheStoreKeepsItsLimitsUnlessTheFileNamesIt() throws Exception {
        Store store = new MemoryStore();
        AccountConfig own = AccountConfig.of("GBP", Limit.count("own", WindowKind.TOTAL, 5));
        try (Tollgate tollgate = Tollgate.on(store).sweepEvery(Duration.ZERO).start()) {
            tollgate.blocking().configure("acme", own, By.of("clerk"));
        }
        PaymentsFile.Payments file = payments(60);
        replay(store, file, standard(LIMITED), Ledger.inMemory(), CALM);
        assertThat(account(store, "acme").config()).isEqualTo(own);
        assertThat(account(store, "beta").config()).isEqualTo(LIMITED);
        assertThat(said).anyMatch(s -> s.contains("account acme is on the store already and keeps its own limits"));

        replay(store, file, LimitsFile.NONE, Ledger.inMemory(), CALM);
        assertThat(account(store, "acme").config()).isEqualTo(own);
        assertThat(account(store, "beta").config()).isEqualTo(LIMITED);

        AccountConfig other = AccountConfig.of("GBP", Limit.count("own", WindowKind.TOTAL, 7));
        LimitsFile named = new LimitsFile(Optional.empty(), Map.of("acme", new AccountBody(other, null)));
        replay(store, file, named, Ledger.inMemory(), CALM);
        Account changed = account(store, "acme");
        assertThat(changed.config()).isEqualTo(other);
        replay(store, file, named, Ledger.inMemory(), CALM);
        assertThat(account(store, "acme")).as("the same again changes nothing").isEqualTo(changed);
    }

    @Test
    void aLimitThatCannotChangeItsShapeStopsTheRunBeforeItBegins() throws Exception {
        Store store = new MemoryStore();
        replay(store, payments(20), standard(LIMITED), Ledger.inMemory(), CALM);
        LimitsFile reshaped = new LimitsFile(
                Optional.empty(),
                Map.of(
                        "acme",
                        new AccountBody(AccountConfig.of("GBP", Limit.count("month", WindowKind.MONTH, 7)), null)));
        assertThatThrownBy(() -> replay(store, payments(20), reshaped, Ledger.inMemory(), CALM))
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("account acme cannot be set");
    }

    @Test
    void operationsThatTheStoreKnowsWithOtherContentAreCountedAsFailedDeliveries() throws Exception {
        Store store = new MemoryStore();
        Payment payment = payment(0, "acme", "payment", "1", 100L, LocalDateTime.parse("2026-01-01T00:00:00"));
        Payment other = payment(0, "acme", "payment", "1", 200L, LocalDateTime.parse("2026-01-01T00:00:00"));
        replay(store, file(List.of(payment)), LimitsFile.NONE, Ledger.inMemory(), CALM);
        ReplayReport report = replay(store, file(List.of(other)), LimitsFile.NONE, Ledger.inMemory(), CALM);
        assertThat(report.deliveries().failed()).isEqualTo(3);
        assertThat(report.events().otherContent()).isEqualTo(3);
    }

    @Test
    void duplicatesAndOverLimitWindowsInTheLedgerAreFound() throws Exception {
        PaymentsFile.Payments file = payments(300);
        Ledger ledger = Ledger.inMemory();
        Payment twice = file.payments().stream()
                .filter(p -> p.operation().scenario().equals("payment"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 20; i++) {
            ledger.append(new Execution(
                    twice.operation(), 1, Draw.Result.DONE, twice.amount(), twice.occurredAt(LIMITED.zone())));
        }
        ledger.append(new Execution(
                new Operation("acme", "payment", "of another file"),
                1,
                Draw.Result.DONE,
                new Amount(50_000, "GBP"),
                twice.occurredAt(LIMITED.zone())));
        ReplayReport report = replay(new MemoryStore(), file, standard(LIMITED), ledger, CALM);
        assertThat(report.holds()).isFalse();
        assertThat(report.duplicateExecutions()).isEqualTo(20);
        assertThat(report.overLimit()).extracting(OverLimit.Window::limit).contains("day", "month");
        assertThat(report.executions()).isEqualTo(report.operations().succeeded() + 20);
        assertThat(report.unmatched()).isEqualTo(1);
    }

    @Test
    void nothingToDoIsDoneAtOnce() throws Exception {
        ReplayReport report = replay(new MemoryStore(), file(List.of()), LimitsFile.NONE, Ledger.inMemory(), CALM);
        assertThat(report.operations()).isEqualTo(new ReplayReport.Operations(0, 0, 0, 0, 0, 0, 0));
        assertThat(report.deliveries().total()).isZero();
        assertAllIsWell(report);
    }

    private static void assertAllIsWell(ReplayReport report) {
        assertThat(report.duplicateExecutions()).isZero();
        assertThat(report.overLimit()).isEmpty();
        assertThat(report.verification().holds()).isTrue();
        assertThat(report.unmatched()).isZero();
        assertThat(report.operations().addsUp()).isTrue();
        assertThat(report.deliveries().addsUp()).isTrue();
        assertThat(report.deliveries().failed()).isZero();
        assertThat(report.deliveries().inProgress()).isZero();
        assertThat(report.events().unreported()).isZero();
        assertThat(report.holds()).isTrue();
    }

    private ReplayReport replay(
            Store store, PaymentsFile.Payments file, LimitsFile limits, Ledger ledger, ReplaySettings settings)
            throws Exception {
        try (Tollgate tollgate = Tollgate.on(store).start();
                ledger) {
            return new Replay(tollgate, file, limits, ledger, settings, progress).run();
        }
    }

    private Path ledger() {
        return folder.resolve("ledger.jsonl");
    }

    private static Account account(Store store, String name) throws InterruptedException {
        try (Tollgate tollgate = Tollgate.on(store).sweepEvery(Duration.ZERO).start()) {
            return tollgate.blocking().account(name).orElseThrow();
        }
    }

    private static List<Fault> all(List<Group> batch, Fault fault) {
        return batch.stream().map(group -> fault).toList();
    }

    private static boolean isAdmission(List<Group> batch) {
        return batch.stream().anyMatch(group -> !group.tickets().isEmpty());
    }

    private static LimitsFile standard(AccountConfig config) {
        return new LimitsFile(Optional.of(new AccountBody(config, null)), Map.of());
    }

    /** Payments and refunds of three accounts over some ten weeks. */
    private static PaymentsFile.Payments payments(int count) {
        Random random = new Random(42);
        List<Payment> payments = new ArrayList<>();
        LocalDateTime time = LocalDateTime.parse("2026-01-28T08:00:00");
        for (int i = 0; i < count; i++) {
            time = time.plusSeconds(random.nextInt(2 * 70 * 24 * 3600 / count));
            String account = List.of("acme", "acme", "beta", "gamma").get(random.nextInt(4));
            boolean refund = random.nextInt(5) == 0;
            payments.add(payment(
                    i,
                    account,
                    refund ? "refund" : "payment",
                    "N-" + i,
                    refund ? null : 1L + random.nextInt(1_000),
                    time));
        }
        return file(payments);
    }

    private static Payment payment(
            int line, String account, String scenario, String number, Long minorUnits, LocalDateTime time) {
        return new Payment(
                line,
                new Operation(account, scenario, number),
                "operator",
                minorUnits == null ? null : new Amount(minorUnits, "GBP"),
                minorUnits == null ? "-1.00 GBP" : null,
                time);
    }

    private static PaymentsFile.Payments file(List<Payment> payments) {
        return new PaymentsFile.Payments(payments.size(), 0, 0, payments);
    }

    @Test
    void theStatesAreThoseTheStoreHolds() throws Exception {
        MemoryStore store = new MemoryStore();
        PaymentsFile.Payments file = payments(50);
        replay(store, file, LimitsFile.NONE, Ledger.inMemory(), CALM);
        try (Tollgate tollgate = Tollgate.on(store).sweepEvery(Duration.ZERO).start()) {
            for (Payment payment : file.payments()) {
                assertThat(tollgate.blocking()
                                .find(payment.operation())
                                .orElseThrow()
                                .state())
                        .isEqualTo(TicketState.SUCCEEDED);
            }
        }
    }
}
