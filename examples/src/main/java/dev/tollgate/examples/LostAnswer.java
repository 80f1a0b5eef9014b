package dev.tollgate.examples;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.jdbc.JdbcStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A caller asks for a ticket and the answer does not reach it. It sends the same call again, with the same request id, and gets
 * the ticket it was given; anybody else is told that the operation is under way. The amount is taken once.
 */
public final class LostAnswer {
    private final BlockingGate gate;
    private final PrintStream out;

    LostAnswer(BlockingGate gate, PrintStream out) {
        this.gate = gate;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        Path file = Files.createTempDirectory("lost-answer").resolve("tollgate.db");
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open("sqlite:" + file)).start()) {
            new LostAnswer(tollgate.blocking(), System.out).run();
        }
    }

    /** Answers what the day has consumed. */
    long run() throws Exception {
        gate.configure("acme", AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 1_000_00)), By.of("ops"));
        AdmitRequest payment = AdmitRequest.of(new Operation("acme", "payment", "P-1"), "clerk-7", 100_00, "GBP");

        // One id for one call: drawn before it is sent, and kept until its answer has come.
        AdmitRequest call = payment.withRequestId(UUID.randomUUID().toString());
        Admission lost = gate.admit(call);
        out.println("first time: an answer (" + kind(lost) + ") that nobody reads");
        Admission again = gate.admit(call);
        out.println("the same call again: " + kind(again));
        out.println("another caller: " + kind(gate.admit(payment)));

        TicketHandle handle = ((Admission.Admitted) again).ticket().handle();
        ReportResult report = gate.succeed(handle, Outcome.text("paid"));
        out.println("report: " + report.getClass().getSimpleName());
        out.println("the same report again: "
                + gate.succeed(handle, Outcome.text("paid")).getClass().getSimpleName());
        long used =
                gate.usage("acme").orElseThrow().stream().mapToLong(Usage::used).sum();
        out.println("used today: " + used + " pence");
        return used;
    }

    private static String kind(Admission admission) {
        return admission.getClass().getSimpleName();
    }
}
