package dev.tollgate.proof.faults.processes;

import static dev.tollgate.proof.faults.processes.Zombie.Fate.HELD;
import static dev.tollgate.proof.faults.processes.Zombie.Fate.RELEASED;
import static dev.tollgate.proof.faults.processes.Zombie.Fate.RELEASED_AND_TAKEN;
import static dev.tollgate.proof.faults.processes.Zombie.Fate.RESOLVED_FAILED;
import static dev.tollgate.proof.faults.processes.Zombie.Fate.RESOLVED_RELEASED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.Reason;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.Verification;
import dev.tollgate.api.WindowKind;
import dev.tollgate.proof.faults.processes.Zombie.Fate;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.servers.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An instance that is halted past its leases while another decides, and reports when it goes on. */
@Tag("proof")
@Timeout(300)
final class StopZombieIT {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int END_SECONDS_MAX = 120;
    private static final String LIMIT = "ever";
    private static final long MAX = Fate.values().length * Zombie.MINOR_UNITS;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.tollgate.proof.stores.ProofStore#all")
    void aZombiesSuccessIsAcceptedAsLateOrDisputed(ProofStore kind) throws Exception {
        String url = kind.fresh(folder);
        try (Tollgate tollgate = Tollgate.on(kind.open(url))
                .callTimeout(Duration.ofSeconds(30))
                .sweepEvery(Duration.ofMillis(100))
                .start()) {
            BlockingGate gate = tollgate.blocking();
            gate.configure(
                    HELD.operation().account(),
                    AccountConfig.of(Work.CURRENCY, Limit.amount(LIMIT, WindowKind.TOTAL, MAX)),
                    By.of("proof"),
                    Precondition.NONE);
            try (JavaProcess zombie = JavaProcess.start(
                    folder.resolve("printed"), List.of(), Zombie.class, List.of(kind.name(), url, folder.toString()))) {
                await(() -> lines(Zombie.admitted(folder)).size() == Fate.values().length, zombie);
                zombie.pause();
                Files.createFile(Zombie.go(folder));
                decideMeanwhile(gate, zombie);

                zombie.resume();

                assertThat(zombie.exitCode(END_SECONDS_MAX))
                        .as(zombie.printed())
                        .isZero();
            }
            checkAnswers();
            checkTickets(gate);
            checkUsage(gate);
            Verification recount = tollgate.verify();
            assertThat(recount.holds()).as(recount.toString()).isTrue();
            System.out.printf("%s zombie: %s%n", kind, String.join(", ", lines(Zombie.reported(folder))));
        }
    }

    /** Nobody gets what is in doubt; what is released or decided may be taken again, and is. */
    private void decideMeanwhile(BlockingGate gate, JavaProcess zombie) throws Exception {
        for (Fate fate : Fate.values()) {
            await(() -> state(gate, fate) != TicketState.OPEN, zombie);
            assertThat(state(gate, fate))
                    .as(fate.name())
                    .isEqualTo(fate.onLapse == OnLapse.HOLD ? TicketState.IN_DOUBT : TicketState.RELEASED);
        }
        for (Fate fate : List.of(HELD, RESOLVED_RELEASED, RESOLVED_FAILED)) {
            assertThat(admit(gate, fate.operation())).isEqualTo(new Admission.InDoubt(1));
        }
        resolve(gate, RESOLVED_RELEASED, Resolution.released("operator"));
        resolve(gate, RESOLVED_FAILED, Resolution.failed(null, "operator"));
        for (Fate fate : List.of(RESOLVED_RELEASED, RELEASED_AND_TAKEN)) {
            Ticket taken = admitted(gate, fate.operation());
            assertThat(taken.fence()).isEqualTo(2);
            assertThat(gate.succeed(taken.handle(), null)).isInstanceOf(ReportResult.Done.class);
        }
        assertThat(admit(gate, RESOLVED_FAILED.operation())).isInstanceOf(Admission.Replayed.class);
        for (String number : List.of("in its place", "and another")) {
            admitted(gate, new Operation(HELD.operation().account(), "payment", number));
        }
        assertThat(admit(gate, new Operation(HELD.operation().account(), "payment", "too much")))
                .isInstanceOf(Admission.Declined.class);
    }

    private void checkAnswers() throws IOException {
        assertThat(lines(Zombie.reported(folder)))
                .containsExactly(
                        HELD + " Done Done",
                        RESOLVED_RELEASED + " StaleTicket StaleTicket",
                        RESOLVED_FAILED + " AlreadyFinished AlreadyFinished",
                        RELEASED + " Done Done",
                        RELEASED_AND_TAKEN + " StaleTicket StaleTicket");
    }

    private static void checkTickets(BlockingGate gate) throws InterruptedException {
        for (Fate fate : List.of(HELD, RELEASED)) {
            Ticket ticket = ticket(gate, fate);
            assertThat(ticket.state()).isEqualTo(TicketState.SUCCEEDED);
            assertThat(ticket.late()).as("late").isTrue();
        }
        assertThat(gate.tickets(TicketQuery.ALL.withDisputed(true)).items())
                .as("the operator's list")
                .extracting(ticket -> ticket.operation().businessNumber())
                .containsExactlyInAnyOrder(RESOLVED_RELEASED.name(), RESOLVED_FAILED.name(), RELEASED_AND_TAKEN.name());
        for (Fate fate : List.of(RESOLVED_RELEASED, RESOLVED_FAILED, RELEASED_AND_TAKEN)) {
            assertThat(ticket(gate, fate).history())
                    .filteredOn(event -> event.event() == HistoryEvent.Kind.REFUSED)
                    .as("refused once, though reported twice")
                    .singleElement()
                    .satisfies(event -> assertThat(event.fence()).isEqualTo(1));
        }
    }

    /** The late success of the released ticket is counted although others have taken its room. */
    private static void checkUsage(BlockingGate gate) throws InterruptedException {
        assertThat(gate.usage(HELD.operation().account()).orElseThrow())
                .singleElement()
                .satisfies(usage -> assertThat(usage.used()).isEqualTo(MAX + Zombie.MINOR_UNITS));
        assertThat(admit(gate, new Operation(HELD.operation().account(), "payment", "too much")))
                .isInstanceOfSatisfying(
                        Admission.Declined.class,
                        declined -> assertThat(declined.reasons())
                                .extracting(Reason::used)
                                .containsExactly(MAX + Zombie.MINOR_UNITS));
    }

    private static void resolve(BlockingGate gate, Fate fate, Resolution resolution) throws InterruptedException {
        assertThat(gate.resolve(ticket(gate, fate).handle(), resolution)).isInstanceOf(ReportResult.Done.class);
    }

    private static Admission admit(BlockingGate gate, Operation operation) throws InterruptedException {
        return gate.admit(Zombie.request(operation, OnLapse.HOLD).withLease(Duration.ofHours(1)));
    }

    private static Ticket admitted(BlockingGate gate, Operation operation) throws InterruptedException {
        Admission admission = admit(gate, operation);
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return ((Admission.Admitted) admission).ticket();
    }

    private static Ticket ticket(BlockingGate gate, Fate fate) throws InterruptedException {
        return gate.find(fate.operation()).orElseThrow();
    }

    /** As it is listed, which lapses nothing: the other instance's own rounds have to. */
    private static TicketState state(BlockingGate gate, Fate fate) throws InterruptedException {
        return gate.tickets(TicketQuery.ALL.withBusinessNumber(fate.name())).items().stream()
                .map(Ticket::state)
                .findFirst()
                .orElseThrow();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, JavaProcess zombie) throws Exception {
        while (!condition.holds()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("waited too long");
            }
            assertThat(zombie.isAlive()).as(zombie.printed()).isTrue();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.toList();
        }
    }
}
