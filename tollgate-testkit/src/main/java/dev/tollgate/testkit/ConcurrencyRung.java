package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sixteen threads, two gates, one store. What was executed is counted outside, by plain counters: nothing lost, nothing doubled, no limit
 * passed.
 */
abstract class ConcurrencyRung extends Rung {
    private static final String HOT = "hot";

    private final List<Tollgate> tollgates = new ArrayList<>();
    private final List<BlockingGate> gates = new ArrayList<>();
    private Race race;

    /** Bound to the store under test by {@link StoreContract}. */
    abstract int conflictTriesMax();

    @BeforeEach
    final void startTwoGates() {
        race = closing(new Race());
        for (int i = 0; i < 2; i++) {
            Store store = open(clock);
            Tollgate tollgate = start(store, knobs -> knobs.conflictTriesMax(conflictTriesMax()));
            tollgates.add(tollgate);
            gates.add(tollgate.blocking());
        }
    }

    private BlockingGate gate(int thread) {
        return gates.get(thread % gates.size());
    }

    private void configure(String account, Limit... limits) throws InterruptedException {
        gate(0).configure(account, AccountConfig.of("GBP", limits), By.of("admin"));
    }

    private void assertSumsHold(String account) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            assertThat(tollgates.get(i).verify().holds()).isTrue();
            new Recount(gate(i), account).check();
        }
    }

    private long used(String account, String limit) throws InterruptedException {
        return gate(0).usage(account).orElseThrow().stream()
                .filter(usage -> usage.limit().equals(limit))
                .findFirst()
                .orElseThrow()
                .used();
    }

    private static AdmitRequest request(String account, int number, long pence) {
        return AdmitRequest.of(GateRung.payment(account, "ORD-" + number), "clerk-7", pence, "GBP");
    }

    /** Every number the given times, in an order of the seed's. */
    private static List<Integer> deliveries(int numbers, int times, long seed) {
        List<Integer> deliveries = new ArrayList<>();
        for (int i = 0; i < numbers * times; i++) {
            deliveries.add(i % numbers);
        }
        Collections.shuffle(deliveries, new Random(seed));
        return deliveries;
    }

    @Test
    void oneOperationThatAllAskForIsAdmittedOnce() throws Exception {
        configure(HOT, Limit.count("daily", WindowKind.DAY, 1_000));
        for (int round = 0; round < 40; round++) {
            AdmitRequest request = request(HOT, round, 10);
            Map<Class<?>, AtomicInteger> answers = new ConcurrentHashMap<>();
            race.run(thread -> answers.computeIfAbsent(
                            gate(thread).admit(request).getClass(), kind -> new AtomicInteger())
                    .incrementAndGet());
            assertThat(answers).containsOnlyKeys(Admission.Admitted.class, Admission.InProgress.class);
            assertThat(answers.get(Admission.Admitted.class)).hasValue(1);
        }
        assertThat(used(HOT, "daily")).isEqualTo(40);
        assertSumsHold(HOT);
    }

    @Test
    void oneRequestIdThatIsSentByAllHasOneTicket() throws Exception {
        configure(HOT, Limit.count("daily", WindowKind.DAY, 1_000));
        for (int round = 0; round < 20; round++) {
            AdmitRequest request = request(HOT, round, 10).withRequestId("request-" + round);
            Map<TicketHandle, Boolean> handles = new ConcurrentHashMap<>();
            race.run(thread -> handles.put(admitted(gate(thread).admit(request)).handle(), true));
            assertThat(handles).hasSize(1);
        }
        assertThat(used(HOT, "daily")).isEqualTo(20);
    }

    @Test
    void aReleasedOperationIsTakenUpByOne() throws Exception {
        configure(HOT, Limit.amount("daily", WindowKind.DAY, 10));
        TicketHandle[] holder = {admitted(gate(0).admit(request(HOT, 1, 10))).handle()};
        for (int round = 2; round < 30; round++) {
            done(gate(round).release(holder[0], null));
            int fence = round;
            AtomicInteger winners = new AtomicInteger();
            race.run(thread -> {
                if (gate(thread).admit(request(HOT, 1, 10)) instanceof Admission.Admitted won) {
                    assertThat(winners.incrementAndGet()).isEqualTo(1);
                    assertThat(won.ticket().fence()).isEqualTo(fence);
                    holder[0] = won.ticket().handle();
                }
            });
            assertThat(winners).hasValue(1);
        }
        assertSumsHold(HOT);
    }

    @Test
    void ofManyReportsOfOneTicketOneIsTrue() throws Exception {
        configure(HOT, Limit.amount("daily", WindowKind.DAY, 1_000_000));
        long live = 0;
        for (int round = 0; round < 30; round++) {
            TicketHandle handle =
                    admitted(gate(round).admit(request(HOT, round, 10))).handle();
            Map<String, AtomicInteger> took = new ConcurrentHashMap<>();
            race.run(thread -> {
                Report report =
                        List.of(Report.SUCCEED, Report.FAIL, Report.RELEASE).get(thread % 3);
                if (report.send(tollgates.get(thread / 3 % 2).gate(), handle) instanceof ReportResult.Done) {
                    took.computeIfAbsent(report.text(), r -> new AtomicInteger())
                            .incrementAndGet();
                }
            });
            assertThat(took).as("kinds of reports that took effect").hasSize(1);
            TicketState state = gate(0).ticket(handle).orElseThrow().state();
            live += state == TicketState.SUCCEEDED ? 10 : 0;
            assertThat(used(HOT, "daily")).isEqualTo(live);
        }
        assertSumsHold(HOT);
    }

    @Test
    void reversalsAtTheSameTimeNeverGiveBackMoreThanThereIs() throws Exception {
        configure(HOT, Limit.amount("daily", WindowKind.DAY, 1_000_000));
        TicketHandle handle = admitted(gate(0).admit(request(HOT, 1, 700))).handle();
        done(gate(0).succeed(handle, null));
        AtomicInteger given = new AtomicInteger();
        race.run(thread -> {
            Reversal reversal = Reversal.of("r-" + thread / 2, 100);
            if (gate(thread).reverse(handle, reversal) instanceof ReportResult.Done) {
                given.incrementAndGet();
            }
        });
        assertThat(given).as("seven of eight, each asked for twice").hasValue(14);
        assertThat(used(HOT, "daily")).isZero();
        assertSumsHold(HOT);
    }

    @Test
    void oneHotAccountNeverPassesItsLimits() throws Exception {
        int operations = 1_200;
        configure(HOT, Limit.amount("amount", WindowKind.DAY, 30_000), Limit.count("count", WindowKind.DAY, 700));
        List<Integer> deliveries = deliveries(operations, 2, 1);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger declines = new AtomicInteger();
        Map<Integer, AtomicInteger> executions = new ConcurrentHashMap<>();
        race.run(thread -> {
            for (int i = next.getAndIncrement(); i < deliveries.size(); i = next.getAndIncrement()) {
                int number = deliveries.get(i);
                Admission admission = gate(thread).admit(request(HOT, number, pence(number)));
                if (admission instanceof Admission.Admitted admitted) {
                    executions.computeIfAbsent(number, n -> new AtomicInteger()).incrementAndGet();
                    done(gate(thread).succeed(admitted.ticket().handle(), Report.PAID));
                } else if (admission instanceof Admission.Declined) {
                    declines.incrementAndGet();
                }
            }
        });
        assertThat(declines).hasPositiveValue();
        assertThat(executions.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        long executed =
                executions.keySet().stream().mapToLong(ConcurrencyRung::pence).sum();
        assertThat(executed).isBetween(30_000L - 200, 30_000L);
        assertThat(used(HOT, "amount")).isEqualTo(executed);
        assertThat(used(HOT, "count")).isEqualTo(executions.size());
        assertThat(new Recount(gate(0), HOT).tickets()).hasSize(executions.size());
        assertSumsHold(HOT);
    }

    /** From 1 to 100, on average about 50. */
    private static long pence(int number) {
        return 1 + number * 37L % 100;
    }

    @Test
    void twoHundredAccountsEachKeepTheirOwnLimit() throws Exception {
        int accounts = 200;
        int operationsEach = 5;
        for (int account = 0; account < accounts; account++) {
            configure("account-" + account, Limit.count("count", WindowKind.TOTAL, 3));
        }
        List<Integer> deliveries = deliveries(accounts * operationsEach, 2, 2);
        AtomicInteger next = new AtomicInteger();
        Map<String, AtomicInteger> executions = new ConcurrentHashMap<>();
        Map<Operation, Boolean> executed = new ConcurrentHashMap<>();
        race.run(thread -> {
            for (int i = next.getAndIncrement(); i < deliveries.size(); i = next.getAndIncrement()) {
                String account = "account-" + deliveries.get(i) % accounts;
                AdmitRequest request = request(account, deliveries.get(i) / accounts, 10);
                if (gate(thread).admit(request) instanceof Admission.Admitted admitted) {
                    assertThat(executed.put(request.operation(), true))
                            .as("executed twice")
                            .isNull();
                    executions
                            .computeIfAbsent(account, a -> new AtomicInteger())
                            .incrementAndGet();
                    done(gate(thread).succeed(admitted.ticket().handle(), null));
                }
            }
        });
        assertThat(executions).hasSize(accounts);
        assertThat(executions.values()).allSatisfy(times -> assertThat(times).hasValue(3));
        for (int account = 0; account < accounts; account += 20) {
            assertSumsHold("account-" + account);
        }
    }

    @Test
    void whateverEndsTheyComeToUsageIsTheSumOfTheLiveTickets() throws Exception {
        int operations = 250;
        long max = 4_000;
        configure(HOT, Limit.amount("amount", WindowKind.DAY, max), Limit.count("count", WindowKind.DAY, 90));
        List<Integer> deliveries = deliveries(operations, 6, 3);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger declines = new AtomicInteger();
        MixedEnds ends = new MixedEnds(max);
        race.run(thread -> {
            Random random = new Random(thread);
            for (int i = next.getAndIncrement(); i < deliveries.size(); i = next.getAndIncrement()) {
                int number = deliveries.get(i);
                AdmitRequest request = request(HOT, number, pence(number)).withOnLapse(OnLapse.HOLD);
                Admission admission = gate(thread).admit(request);
                if (admission instanceof Admission.Admitted admitted) {
                    ends.execute(gate(thread), gate(thread + 1), admitted.ticket(), random);
                } else if (admission instanceof Admission.Declined) {
                    declines.incrementAndGet();
                }
            }
        });
        assertThat(declines).hasPositiveValue();
        assertThat(ends.executed()).isPositive();
        assertThat(used(HOT, "amount")).isEqualTo(ends.liveMinorUnits());
        assertThat(used(HOT, "count")).isEqualTo(ends.liveOperations());
        assertSumsHold(HOT);
    }

    @Test
    void nothingIsAdmittedOnceAnAccountIsClosed() throws Exception {
        configure(HOT, Limit.count("daily", WindowKind.DAY, 1_000_000));
        CountDownLatch firstAdmitted = new CountDownLatch(200);
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger number = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        AtomicLong declined = new AtomicLong();
        race.run(thread -> {
            if (thread == 0) {
                firstAdmitted.await();
                gate(0).close(HOT, By.of("admin"));
                closed.set(true);
                return;
            }
            while (declined.get() < 100) {
                boolean wasClosed = closed.get();
                Admission admission = gate(thread).admit(request(HOT, number.incrementAndGet(), 10));
                if (admission instanceof Admission.Admitted) {
                    assertThat(wasClosed).as("closed before it was asked").isFalse();
                    admitted.incrementAndGet();
                    firstAdmitted.countDown();
                } else {
                    declined.incrementAndGet();
                }
            }
        });
        assertThat(used(HOT, "daily")).isEqualTo(admitted.get());
        assertSumsHold(HOT);
    }

    @Test
    void twoSweepersLapseEachTicketOnce() throws Exception {
        configure(HOT, Limit.amount("daily", WindowKind.DAY, 1_000_000));
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tickets.add(admitted(gate(i).admit(request(HOT, i, 10).withOnLapse(OnLapse.RELEASE))));
        }
        clock.advance(AdmitRequest.DEFAULT_LEASE);
        AtomicInteger acted = new AtomicInteger();
        race.run(thread -> {
            int swept = thread < 2 ? tollgates.get(thread).sweep() : 0;
            acted.addAndGet(swept);
        });
        assertThat(acted).hasValue(tickets.size());
        assertThat(used(HOT, "daily")).isZero();
        assertSumsHold(HOT);
    }
}
