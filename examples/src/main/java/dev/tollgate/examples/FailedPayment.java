package dev.tollgate.examples;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.NotDone;
import dev.tollgate.api.OnceOperation;
import dev.tollgate.api.OnceResult;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.Refused;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.jdbc.JdbcStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A payment begins before midnight and is refused after it. Its amount goes back to the day it was taken from. */
public final class FailedPayment {
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant TUESDAY = MONDAY.plus(Duration.ofDays(1));

    private final BlockingGate gate;
    private final AtomicReference<Instant> clock;
    private final PrintStream out;

    FailedPayment(BlockingGate gate, AtomicReference<Instant> clock, PrintStream out) {
        this.gate = gate;
        this.clock = clock;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(MONDAY);
        Path file = Files.createTempDirectory("failed-payment").resolve("tollgate.db");
        try (Tollgate tollgate =
                Tollgate.on(JdbcStore.open("sqlite:" + file, clock::get)).start()) {
            new FailedPayment(tollgate.blocking(), clock, System.out).run();
        }
    }

    void run() throws Exception {
        gate.configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000_00)), By.of("ops"));

        clock.set(TUESDAY.minusSeconds(5));
        pay("P-1", 600_00, ticket -> {
            out.println("P-1 is with the bank, " + used(MONDAY) + " pence of Monday are used");
            clock.set(TUESDAY.plusSeconds(5));
            throw new Refused("the card has expired", Outcome.text("card expired"));
        });
        out.println("of Monday " + used(MONDAY) + " pence are used now, of Tuesday " + used(TUESDAY));

        pay("P-1", 600_00, ticket -> Outcome.text("paid"));
        pay("P-2", 600_00, ticket -> {
            throw new NotDone("the bank's door was shut");
        });
        pay("P-2", 600_00, ticket -> Outcome.text("paid"));
        out.println("of Tuesday " + used(TUESDAY) + " pence are used");
    }

    /** Runs the payment once and answers what became of it. */
    OnceResult pay(String number, long pence, OnceOperation bank) throws Exception {
        Operation operation = new Operation("acme", "payment", number);
        OnceResult result = gate.runOnce(AdmitRequest.of(operation, "clerk-7", pence, "GBP"), bank);
        String how = result instanceof OnceResult.Ran ? "ran" : "did not run again";
        out.println(number + " " + how + " and is "
                + gate.find(operation).orElseThrow().state());
        return result;
    }

    /** What the day that starts then has consumed. */
    long used(Instant day) throws InterruptedException {
        Optional<List<Usage>> usage = gate.usage("acme", day, day.plus(Duration.ofDays(1)));
        return usage.orElseThrow().stream().mapToLong(Usage::used).sum();
    }
}
