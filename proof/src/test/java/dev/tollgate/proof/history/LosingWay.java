package dev.tollgate.proof.history;

import dev.tollgate.api.Gate;
import dev.tollgate.api.OutcomeUnknownException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way between callers and a gate, on which now and then a call is lost, or its answer, or the caller stops waiting. */
final class LosingWay {
    private static final Set<String> LOSES = Set.of("admit", "succeed", "fail", "release", "doubt");

    private final SplittableRandom random;
    private final int perMille;
    private final Gate gate;

    private LosingWay(Gate gate, long seed, int perMille) {
        this.gate = gate;
        this.random = new SplittableRandom(seed);
        this.perMille = perMille;
    }

    /** The gate at the other end of the way. Questions that change nothing always get through. */
    static Gate to(Gate gate, long seed, int perMille) {
        LosingWay way = new LosingWay(gate, seed, perMille);
        return (Gate) Proxy.newProxyInstance(
                Gate.class.getClassLoader(),
                new Class<?>[] {Gate.class},
                (self, method, values) -> way.send(method, values));
    }

    private enum Fate {
        ARRIVES,
        CALL_LOST,
        ANSWER_LOST,
        NOT_WAITED_FOR
    }

    private synchronized Fate draw() {
        return random.nextInt(1000) >= perMille ? Fate.ARRIVES : Fate.values()[1 + random.nextInt(3)];
    }

    private Object send(Method method, Object[] values) throws Throwable {
        Fate fate = LOSES.contains(method.getName()) ? draw() : Fate.ARRIVES;
        return switch (fate) {
            case ARRIVES -> call(method, values);
            case CALL_LOST -> lost();
            case ANSWER_LOST -> ((CompletionStage<?>) call(method, values)).thenCompose(answer -> lost());
            case NOT_WAITED_FOR -> {
                call(method, values);
                yield lost();
            }
        };
    }

    private Object call(Method method, Object[] values) throws Throwable {
        try {
            return method.invoke(gate, values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static CompletionStage<Object> lost() {
        return CompletableFuture.failedFuture(new OutcomeUnknownException("lost on the way", null, null));
    }
}
