package dev.tollgate.examples;

import static dev.tollgate.api.WindowKind.DAY;
import static dev.tollgate.api.WindowKind.OPERATION;
import static dev.tollgate.api.WindowKind.WEEK;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Reason;
import dev.tollgate.jdbc.JdbcStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Several limits on one account: every payment is tested against all of them first, then counted in all of them. */
public final class Limits {
    private final BlockingGate gate;
    private final AtomicReference<Instant> clock;
    private final PrintStream out;

    Limits(BlockingGate gate, AtomicReference<Instant> clock, PrintStream out) {
        this.gate = gate;
        this.clock = clock;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
        Path file = Files.createTempDirectory("limits").resolve("tollgate.db");
        try (Tollgate tollgate =
                Tollgate.on(JdbcStore.open("sqlite:" + file, clock::get)).start()) {
            new Limits(tollgate.blocking(), clock, System.out).run();
        }
    }

    void run() throws Exception {
        AccountConfig config = AccountConfig.of(
                        "GBP",
                        Limit.amount("per-payment", OPERATION, 500_00).withMin(1_00),
                        Limit.amount("daily", DAY, 1_000_00),
                        Limit.count("daily-count", DAY, 3).withScenarios("payment"),
                        Limit.amount("weekly-trial", WEEK, 1_100_00).asShadow())
                .withZone(ZoneId.of("Europe/London"));
        gate.configure("acme", config, By.of("ops"));

        clock.set(Instant.parse("2026-03-02T09:00:00Z"));
        pay("payment", "P-1", 500_00);
        pay("payment", "P-2", 500_01);
        pay("payment", "P-3", 50);
        pay("payment", "P-4", 400_00);
        pay("payment", "P-5", 100_01);
        pay("payment", "P-6", 60_00);
        pay("payment", "P-7", 50_00);
        pay("payout", "O-1", 40_00);
        clock.set(Instant.parse("2026-03-03T09:00:00Z"));
        pay("payment", "P-7", 250_00);
    }

    private void pay(String scenario, String number, long pence) throws Exception {
        Admission answer =
                gate.admit(AdmitRequest.of(new Operation("acme", scenario, number), "clerk-7", pence, "GBP"));
        String payment = number + " of " + pence + " pence: ";
        if (answer instanceof Admission.Admitted admitted) {
            gate.succeed(admitted.ticket().handle(), null);
            out.println(payment + "admitted" + inWords(", and would be declined by ", admitted.wouldDecline()));
        } else if (answer instanceof Admission.Declined declined) {
            out.println(payment + "declined" + inWords(" by ", declined.reasons()));
        } else {
            out.println(payment + answer);
        }
    }

    private static String inWords(String prefix, List<Reason> reasons) {
        StringBuilder words = new StringBuilder();
        for (Reason reason : reasons) {
            words.append(words.isEmpty() ? prefix : " and ")
                    .append(reason.limit())
                    .append(" (")
                    .append(reason.code().text());
            if (reason.resetsAt() != null) {
                words.append(", ")
                        .append(reason.available())
                        .append(" left until ")
                        .append(reason.resetsAt());
            }
            words.append(')');
        }
        return words.toString();
    }
}
