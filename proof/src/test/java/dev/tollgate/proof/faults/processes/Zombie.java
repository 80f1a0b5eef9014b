package dev.tollgate.proof.faults.processes;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.proof.stores.ProofStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An instance that is admitted, halted, and reports success when it goes on, knowing nothing of the time between. */
final class Zombie {
    static final long MINOR_UNITS = 100;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Outcome OUTCOME = Outcome.text("zombie");

    private Zombie() {}

    /** What becomes of the operation while its owner is halted. */
    enum Fate {
        HELD(OnLapse.HOLD),
        RESOLVED_RELEASED(OnLapse.HOLD),
        RESOLVED_FAILED(OnLapse.HOLD),
        RELEASED(OnLapse.RELEASE),
        RELEASED_AND_TAKEN(OnLapse.RELEASE);

        final OnLapse onLapse;

        Fate(OnLapse onLapse) {
            this.onLapse = onLapse;
        }

        Operation operation() {
            return new Operation("merchant", "payment", name());
        }
    }

    static AdmitRequest request(Operation operation, OnLapse onLapse) {
        return AdmitRequest.of(operation, "clerk", MINOR_UNITS, Work.CURRENCY)
                .withLease(Work.LEASE)
                .withOnLapse(onLapse);
    }

    /** Where it writes down the tickets it was admitted for. */
    static Path admitted(Path folder) {
        return folder.resolve("admitted");
    }

    /** It goes on when this file is there. */
    static Path go(Path folder) {
        return folder.resolve("go");
    }

    /** Where it writes down how its reports were answered. */
    static Path reported(Path folder) {
        return folder.resolve("reported");
    }

    public static void main(String[] words) throws InterruptedException {
        Path folder = Path.of(words[2]);
        try (Tollgate tollgate = Tollgate.on(ProofStore.valueOf(words[0]).open(words[1]))
                .callTimeout(Duration.ofSeconds(30))
                .sweepEvery(Duration.ZERO)
                .start()) {
            BlockingGate gate = tollgate.blocking();
            Map<Fate, TicketHandle> handles = new LinkedHashMap<>();
            Lines.Writer admitted = new Lines.Writer(admitted(folder));
            for (Fate fate : Fate.values()) {
                Admission admission = gate.admit(request(fate.operation(), fate.onLapse));
                handles.put(fate, ((Admission.Admitted) admission).ticket().handle());
                admitted.append(fate.name());
            }
            while (!Files.exists(go(folder))) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            Lines.Writer reported = new Lines.Writer(reported(folder));
            for (Map.Entry<Fate, TicketHandle> each : handles.entrySet()) {
                String first = report(gate, each.getValue());
                String again = report(gate, each.getValue());
                reported.append(each.getKey() + " " + first + " " + again);
            }
        }
    }

    private static String report(BlockingGate gate, TicketHandle handle) throws InterruptedException {
        ReportResult result = gate.succeed(handle, OUTCOME);
        return result.getClass().getSimpleName();
    }
}
