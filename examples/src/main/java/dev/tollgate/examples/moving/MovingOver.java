package dev.tollgate.examples.moving;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Mode;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.examples.moving.SideBySide.Phase;
import dev.tollgate.jdbc.JdbcStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Two days of a merchant's payments, during which the old gate is left for Tollgate. Leaves both databases to be looked at. */
public final class MovingOver {
    private static final Instant MONDAY = Instant.parse("2026-03-02T10:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T10:00:00Z");
    private static final By BY = By.of("moving over");

    private final OldGate old;
    private final Tollgate tollgate;
    private final BlockingGate gate;
    private final SideBySide servers;
    private final AtomicReference<Instant> clock;
    private final PrintStream out;
    private final List<String> paid;

    MovingOver(OldGate old, Tollgate tollgate, AtomicReference<Instant> clock, List<String> paid, PrintStream out) {
        this.old = old;
        this.tollgate = tollgate;
        this.gate = tollgate.blocking();
        this.servers = new SideBySide(old, tollgate.gate(), this::bank);
        this.clock = clock;
        this.paid = paid;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("moving-over");
        tell(folder, System.out);
        System.out.println("the databases are in " + folder);
    }

    static void tell(Path folder, PrintStream out) throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(MONDAY);
        OldGate old = new OldGate("jdbc:sqlite:" + folder.resolve("old.db"), clock::get);
        String store = "sqlite:" + folder.resolve("tollgate.db");
        List<String> paid = new ArrayList<>();
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open(store, clock::get))
                .resolver(old::resolve)
                .start()) {
            MovingOver story = new MovingOver(old, tollgate, clock, paid, out);
            story.oldGateAlone();
            story.oldDecides();
            story.backfill();
            story.bothDecide();
        }
        // From here on the old table may lag behind: it must not be asked any more how payments ended.
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open(store, clock::get)).start()) {
            new MovingOver(old, tollgate, clock, paid, out).tollgateDecides();
        }
    }

    /** Monday and Tuesday morning, as ever. A-3 is refused; the server dies over A-4. */
    void oldGateAlone() throws Exception {
        old.createTables();
        old.open("acme", 500_00, 1_000_00);
        payOld("A-1", 400_00);
        payOld("A-2", 150_00);
        payOld("A-3", 90_00);
        old.admit(payment("A-4", 50_00));
        clock.set(TUESDAY);
        payOld("B-1", 300_00);
        out.println("the old gate alone: paid " + paid);
    }

    private void payOld(String number, long pence) throws Exception {
        Payment payment = payment(number, pence);
        if (old.admit(payment)) {
            old.report(payment, bank(payment));
        }
    }

    /** Limits come in as shadow limits: they count, and decline nothing. */
    void oldDecides() throws Exception {
        configure(Mode.SHADOW);
        clock.set(TUESDAY.plusSeconds(60));
        serve("B-2", 200_00, Phase.OLD_DECIDES);
        servers.settle();
        out.println("the old gate decides, Tollgate is told: " + used());
    }

    void backfill() throws Exception {
        try (Connection connection = old.connect()) {
            out.println("backfill: " + new Backfill(tollgate.gate()).run(connection, TUESDAY.plusSeconds(120)) + ", "
                    + used());
        }
    }

    /** When every server asks both, the last gaps are closed; then, without any server being touched, the limits decline. */
    void bothDecide() throws Exception {
        serve("B-3", 100_00, Phase.BOTH_DECIDE);
        backfill();
        configure(Mode.ENFORCE);
        serve("B-4", 100_00, Phase.BOTH_DECIDE);
        serve("A-1", 400_00, Phase.BOTH_DECIDE);
        out.println("both decide: paid " + paid + ", " + used());
    }

    void tollgateDecides() throws Exception {
        serve("B-5", 300_01, Phase.TOLLGATE_DECIDES);
        serve("B-6", 300_00, Phase.TOLLGATE_DECIDES);
        serve("A-1", 400_00, Phase.TOLLGATE_DECIDES);
        out.println("Tollgate decides: paid " + paid + ", " + used());
    }

    private void configure(Mode mode) throws InterruptedException {
        List<Limit> limits = List.of(
                Limit.amount("per-payment", WindowKind.OPERATION, 500_00),
                Limit.amount("daily", WindowKind.DAY, 1_000_00));
        if (mode == Mode.SHADOW) {
            limits = limits.stream().map(Limit::asShadow).toList();
        }
        gate.configure("acme", AccountConfig.of("GBP", limits.toArray(Limit[]::new)), BY);
    }

    private void serve(String number, long pence, Phase phase) throws Exception {
        servers.serve(payment(number, pence), phase);
    }

    private static Payment payment(String number, long pence) {
        return new Payment("acme", "payment", number, "clerk-7", pence);
    }

    private boolean bank(Payment payment) {
        if (payment.number().equals("A-3")) {
            return false;
        }
        paid.add(payment.number());
        return true;
    }

    private String used() throws InterruptedException {
        long used =
                gate.usage("acme").orElseThrow().stream().mapToLong(Usage::used).sum();
        return used + " pence of Tuesday used";
    }
}
