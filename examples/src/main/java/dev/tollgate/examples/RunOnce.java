package dev.tollgate.examples;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.OnceResult;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.jdbc.JdbcStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A queue delivers one payment three times, and once more with another amount. Money moves once. */
public final class RunOnce {
    private final BlockingGate gate;
    private final PrintStream out;
    private int payments;

    RunOnce(BlockingGate gate, PrintStream out) {
        this.gate = gate;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        Path file = Files.createTempDirectory("run-once").resolve("tollgate.db");
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open("sqlite:" + file)).start()) {
            new RunOnce(tollgate.blocking(), System.out).run();
        }
    }

    /** Answers how often money moved. */
    int run() throws Exception {
        gate.configure("acme", AccountConfig.of("GBP"), By.of("ops"));
        for (int delivery = 1; delivery <= 3; delivery++) {
            out.println("delivery " + delivery + ": " + deliver("ORD-1001", 139_12));
        }
        out.println("with another amount: " + deliver("ORD-1001", 999_99));
        out.println("money moved " + payments + " time(s)");
        return payments;
    }

    private String deliver(String order, long pence) throws Exception {
        AdmitRequest request = AdmitRequest.of(new Operation("acme", "payment", order), "clerk-7", pence, "GBP");
        OnceResult result = gate.runOnce(request, ticket -> pay(order, pence));
        if (!(result instanceof OnceResult.NotRun notRun)) {
            return "paid";
        }
        if (notRun.admission() instanceof Admission.Replayed replayed) {
            Outcome receipt = Objects.requireNonNull(replayed.ticket().outcome());
            return "done before, here is the receipt again: " + receipt.asText();
        }
        return "not run: " + notRun.admission();
    }

    /** Stands for the bank. */
    private Outcome pay(String order, long pence) {
        payments++;
        return Outcome.text("receipt R-1 for " + order + ", " + pence + " pence");
    }
}
