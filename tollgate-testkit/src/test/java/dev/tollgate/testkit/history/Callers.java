package dev.tollgate.testkit.history;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.By;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.WindowKind;
import dev.tollgate.memory.MemoryStore;
import dev.tollgate.testkit.SettableClock;
import dev.tollgate.testkit.SingleThreadEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/**
 * Callers whose calls overlap but are made one after the other, so that the history has an order by the way it came about. Everything
 * is drawn from a seed.
 */
final class Callers {
    static final String HOT = "hot";
    static final AccountConfig LIMITS = AccountConfig.of(
            "GBP",
            Limit.amount("amount", WindowKind.TOTAL, 4_000_000),
            Limit.count("count", WindowKind.TOTAL, 90),
            Limit.amount("each", WindowKind.OPERATION, 99_000));

    private final SplittableRandom random;
    private final Gate gate;
    private final SingleThreadEnvironment environment;
    private final int unknownPerMille;
    private final boolean all;
    private final List<RecordedCall> calls = new ArrayList<>();
    private final List<Asked.Admit> admissions = new ArrayList<>();
    private final List<TicketHandle> open = new ArrayList<>();
    private final List<TicketHandle> old = new ArrayList<>();
    private final List<Asked> again = new ArrayList<>();
    private long time;
    private int numbers;
    private int unknown;

    /**
     * @param all whether every unknown call is sent again; otherwise some are given up
     */
    Callers(long seed, AccountConfig limits, int unknownPerMille, boolean all) {
        this.random = new SplittableRandom(seed);
        this.unknownPerMille = unknownPerMille;
        this.all = all;
        environment = new SingleThreadEnvironment(seed);
        gate = Tollgate.on(new MemoryStore(new SettableClock(Instant.parse("2026-03-02T10:00:00Z"))))
                .environment(environment)
                .sweepEvery(Duration.ZERO)
                .start()
                .gate();
        answer(gate.configure(HOT, limits, By.of("admin"), Precondition.NONE));
    }

    private static final class Caller {
        Asked asked;
        long start;
        Object answer;
        boolean lost;
    }

    private <T> T answer(CompletionStage<T> stage) {
        environment.runUntilIdle();
        return stage.toCompletableFuture().join();
    }

    /** What happened so far. */
    History history() {
        return new History(calls);
    }

    int unknown() {
        return unknown;
    }

    Callers run(int callers, int until) {
        List<Caller> busy = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            busy.add(new Caller());
        }
        while (calls.size() < until) {
            step(busy.get(random.nextInt(callers)));
        }
        for (Caller caller : busy) {
            while (caller.asked != null) {
                step(caller);
            }
        }
        return this;
    }

    /** Looks at every operation that a call of unknown outcome was about. */
    Callers findUnknown() {
        List<Operation> operations = calls.stream()
                .filter(call -> call.answer() == null)
                .map(call -> call.asked().operation())
                .distinct()
                .toList();
        for (Operation operation : operations) {
            Asked find = new Asked.Find(operation);
            calls.add(new RecordedCall(calls.size(), find, time++, time++, send(find)));
        }
        return this;
    }

    /** Each caller asks, has it done, and gets the answer, with steps of others in between. */
    private void step(Caller caller) {
        if (caller.asked == null) {
            caller.asked = next();
            caller.start = time++;
            caller.lost = random.nextInt(1000) < unknownPerMille;
        } else if (caller.answer == null) {
            if (caller.lost && random.nextInt(3) == 0) {
                lose(caller);
            } else {
                caller.answer = send(caller.asked);
            }
        } else if (caller.lost) {
            lose(caller);
        } else {
            calls.add(new RecordedCall(calls.size(), caller.asked, caller.start, time++, caller.answer));
            learn(caller.answer);
            caller.asked = null;
            caller.answer = null;
        }
    }

    private void lose(Caller caller) {
        unknown++;
        calls.add(RecordedCall.unknown(calls.size(), caller.asked, caller.start));
        if (all || random.nextInt(6) > 0) {
            again.add(caller.asked);
        }
        caller.asked = null;
        caller.answer = null;
    }

    /**
     * Takes an amount out of the limits as an operation that nobody recorded, as a call that took effect twice would; false when there
     * is no room for it.
     */
    boolean takesUnseen(Amount amount) {
        Operation operation = new Operation(HOT, "payment", "unseen-" + numbers++);
        AdmitRequest request =
                AdmitRequest.of(operation, "clerk-7").withAmount(amount).withRequestId("unseen");
        return send(new Asked.Admit(request)) instanceof Admission.Admitted;
    }

    /** Makes some room. */
    void releaseOne() {
        Asked release = new Asked.Release(open.remove(open.size() - 1));
        calls.add(new RecordedCall(calls.size(), release, time++, time++, send(release)));
    }

    /** A handle that nobody has reported on yet. */
    TicketHandle anOpen() {
        return open.remove(0);
    }

    /** What a new call would be recorded as that starts and ends now. */
    RecordedCall now(Asked asked, Object answer) {
        return new RecordedCall(numbers++ + 1_000_000, asked, time++, time++, answer);
    }

    Object send(Asked asked) {
        if (asked instanceof Asked.Admit admit) {
            return answer(gate.admit(admit.request()));
        } else if (asked instanceof Asked.Succeed succeed) {
            return answer(gate.succeed(succeed.handle(), succeed.outcome()));
        } else if (asked instanceof Asked.Fail fail) {
            return answer(gate.fail(fail.handle(), fail.outcome()));
        } else if (asked instanceof Asked.Release release) {
            return answer(gate.release(release.handle(), null));
        } else if (asked instanceof Asked.Doubt doubt) {
            return answer(gate.doubt(doubt.handle(), null));
        }
        return answer(gate.find(asked.operation()));
    }

    private void learn(Object answer) {
        if (answer instanceof Admission.Admitted admitted) {
            open.add(admitted.ticket().handle());
        }
    }

    private Asked next() {
        if (!again.isEmpty() && random.nextInt(3) == 0) {
            return again.remove(again.size() - 1);
        }
        int draw = random.nextInt(100);
        if (admissions.isEmpty() || draw < 44) {
            return fresh();
        } else if (draw < 50) {
            return anyOf(admissions);
        } else if (draw < 60) {
            Asked.Admit before = anyOf(admissions);
            AdmitRequest other = before.request().withRequestId("request-" + numbers++);
            return kept(new Asked.Admit(random.nextInt(8) == 0 ? other.withFingerprint("other") : other));
        } else if (draw < 63) {
            return new Asked.Find(anyOf(admissions).operation());
        } else if (draw < 66 && !old.isEmpty()) {
            return report(anyOf(old));
        } else if (open.isEmpty()) {
            return fresh();
        }
        TicketHandle handle = open.remove(random.nextInt(open.size()));
        if (random.nextInt(10) == 0) {
            open.add(handle);
            return new Asked.Doubt(handle);
        }
        old.add(handle);
        return report(handle);
    }

    private Asked fresh() {
        int number = numbers++;
        Operation operation = new Operation(HOT, "payment", "ORD-" + number);
        long amount = 1 + random.nextLong(100_000);
        AdmitRequest request =
                AdmitRequest.of(operation, "clerk-7", amount, "GBP").withRequestId("request-" + number);
        return kept(new Asked.Admit(request));
    }

    private Asked kept(Asked.Admit admit) {
        admissions.add(admit);
        return admit;
    }

    private Asked report(TicketHandle handle) {
        int draw = random.nextInt(1000);
        // What succeeds is never given back: few, or soon all else would be declined.
        if (draw < 3) {
            return new Asked.Succeed(handle, Outcome.text("paid"));
        }
        return draw < 400 ? new Asked.Fail(handle, Outcome.text("refused")) : new Asked.Release(handle);
    }

    /** One of the last two hundred: others are hardly asked for any more. */
    private <T> T anyOf(List<T> some) {
        int from = Math.max(0, some.size() - 200);
        return some.get(from + random.nextInt(some.size() - from));
    }
}
