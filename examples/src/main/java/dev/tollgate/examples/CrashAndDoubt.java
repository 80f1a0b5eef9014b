package dev.tollgate.examples;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import dev.tollgate.jdbc.JdbcStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A process dies between two payments and their reports. Nobody may run them again, and their amounts stay used, until it is known
 * how they ended: the bank is asked about both, and an operator decides what the bank cannot say.
 */
public final class CrashAndDoubt {
    private final String store;
    private final Path bankBooks;
    private final PrintStream out;

    CrashAndDoubt(Path folder, PrintStream out) {
        this.store = "sqlite:" + folder.resolve("tollgate.db");
        this.bankBooks = folder.resolve("bank.txt");
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 1) {
            new CrashAndDoubt(Path.of(args[0]), System.out).payAndDie();
        } else {
            Path folder = Files.createTempDirectory("crash-and-doubt");
            CrashAndDoubt example = new CrashAndDoubt(folder, System.out);
            example.startProcessThatDies(folder);
            example.findOut();
        }
    }

    void startProcessThatDies(Path folder) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        int code = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        getClass().getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start()
                .waitFor();
        out.println("the process is dead, exit code " + code);
    }

    /** The other process. It gets two tickets, the first payment reaches the bank, and then the power goes. */
    private void payAndDie() throws Exception {
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open(store)).start()) {
            BlockingGate gate = tollgate.blocking();
            gate.configure(
                    "acme", AccountConfig.of("GBP", Limit.amount("credit", WindowKind.TOTAL, 1_000_00)), By.of("ops"));
            gate.admit(payment("P-1"));
            gate.admit(payment("P-2"));
            Files.writeString(bankBooks, "P-1\n", StandardOpenOption.CREATE);
            Runtime.getRuntime().halt(137);
        }
    }

    void findOut() throws Exception {
        InstantSource minuteLater = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(1));
        try (Tollgate tollgate = Tollgate.on(JdbcStore.open(store, minuteLater))
                .resolver(this::askBank)
                .sweepEvery(Duration.ZERO)
                .start()) {
            BlockingGate gate = tollgate.blocking();
            out.println("a minute later, P-1 again: " + gate.admit(payment("P-1")) + ", " + used(gate));

            tollgate.sweep();
            show(gate, "the bank was asked");

            TicketHandle second = find(gate, "P-2").handle();
            gate.resolve(second, Resolution.released("carol"));
            show(gate, "carol rang the bank and released P-2");

            Admission.Admitted again = (Admission.Admitted) gate.admit(payment("P-2"));
            gate.succeed(again.ticket().handle(), null);
            show(gate, "attempt " + again.ticket().fence() + " paid P-2");
        }
    }

    /** The bank knows what it has in its books; that a payment is not in them yet says nothing. */
    private CompletionStage<Optional<Resolution>> askBank(Ticket ticket) {
        try {
            boolean booked =
                    Files.readAllLines(bankBooks).contains(ticket.operation().businessNumber());
            return CompletableFuture.completedFuture(
                    booked ? Optional.of(Resolution.succeeded(null, "bank")) : Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void show(BlockingGate gate, String event) throws InterruptedException {
        out.println(event + ": P-1 is " + find(gate, "P-1").state() + ", P-2 is "
                + find(gate, "P-2").state() + ", " + used(gate));
    }

    private static Ticket find(BlockingGate gate, String number) throws InterruptedException {
        return gate.find(payment(number).operation()).orElseThrow();
    }

    private static String used(BlockingGate gate) throws InterruptedException {
        return gate.usage("acme").orElseThrow().stream().mapToLong(Usage::used).sum() + " pence used";
    }

    private static AdmitRequest payment(String number) {
        return AdmitRequest.of(new Operation("acme", "payment", number), "clerk-7", 300_00, "GBP");
    }
}
