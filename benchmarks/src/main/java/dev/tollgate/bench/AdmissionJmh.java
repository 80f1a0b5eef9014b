package dev.tollgate.bench;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.By;
import dev.tollgate.api.Gate;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Precondition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one admission costs in the library: from the request to the answer, in batches of 64, on a store that costs nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AdmissionJmh {
    private static final int BATCH = 64;
    private static final String ACCOUNT = "acct-0";

    private final CompletableFuture<?>[] answers = new CompletableFuture<?>[BATCH];
    private OneThread environment;
    private Gate gate;
    private long number;

    /** Opens an account with one limit. */
    @Setup
    public void open() {
        environment = new OneThread();
        Tollgate tollgate = Tollgate.on(new InstantStore())
                .environment(environment)
                .sweepEvery(Duration.ZERO)
                .start();
        gate = tollgate.gate();
        CompletableFuture<?> configured = gate.configure(
                        ACCOUNT, TollgateWay.config(Load.FAR), By.of("bench"), Precondition.NONE)
                .toCompletableFuture();
        environment.runAll();
        configured.join();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object admit() {
        for (int i = 0; i < BATCH; i++) {
            Operation operation = new Operation(ACCOUNT, "payment", Long.toString(number++));
            answers[i] =
                    gate.admit(AdmitRequest.of(operation, "bench", 500, "GBP")).toCompletableFuture();
        }
        environment.runAll();
        for (CompletableFuture<?> answer : answers) {
            if (!(answer.join() instanceof Admission.Admitted)) {
                throw new IllegalStateException("not admitted: " + answer.join());
            }
        }
        return answers;
    }
}
