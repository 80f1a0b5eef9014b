package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A process of its own on a store, and what its parent needs to hold it. It says {@code ready}, waits for a line, opens the store and
 * applies batches; each says its number and result.
 */
final class StoreProcess implements AutoCloseable {
    static final int TICKETS_PER_BATCH = 20;
    static final WindowKey WINDOW = new WindowKey("daily-count", 0);

    private final Process process;
    private final BufferedReader output;

    private StoreProcess(Process process) {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param batches how many batches to apply; negative: until somebody ends it */
    static StoreProcess start(List<String> wrapper, Path file, String name, int batches) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StoreProcess.class.getName(),
                "sqlite:" + file,
                name,
                Integer.toString(batches)));
        StoreProcess started = new StoreProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        started.expect("ready");
        return started;
    }

    static StoreProcess start(Path file, String name, int batches) throws IOException {
        return start(List.of(), file, name, batches);
    }

    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    void expect(String line) throws IOException {
        String next = output.readLine();
        if (!line.equals(next)) {
            throw new AssertionError("expected '%s' but the process said '%s'".formatted(line, next));
        }
    }

    /** The next line; null when the process has ended. */
    String next() throws IOException {
        return output.readLine();
    }

    /** What is left of its lines, to its end. */
    List<String> rest() {
        return output.lines().toList();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    int exitCode() {
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("ready");
        if (System.in.read() < 0) {
            return;
        }
        try (JdbcStore store = JdbcStore.open(args[0])) {
            out.println("open");
            int batches = Integer.parseInt(args[2]);
            for (int i = 0; i != batches; i++) {
                GroupResult result;
                do {
                    result = Rows.apply(store, group(args[1] + "-" + i)).get(0);
                    // A process that just started may hold the file for long; whoever meets it asks again, as the
                    // engine does.
                } while (result instanceof GroupResult.Held);
                out.println(i + " " + result.getClass().getSimpleName());
            }
        }
    }

    /** Counts its tickets in the account's only window, and moves the account. */
    static HandMadeGroup group(String name) {
        AccountKey account = Rows.ACME;
        return HandMadeGroup.of(account, snapshot -> {
                    AccountRow before = snapshot.account();
                    AccountRow after = before == null ? Rows.account(account, 1) : before.moved(name, 1);
                    long used = snapshot.usage()
                            .getOrDefault(WINDOW, UsageRow.empty(WINDOW))
                            .used();
                    List<TicketChange> tickets = IntStream.range(0, TICKETS_PER_BATCH)
                            .mapToObj(i -> Rows.insert(Rows.open(Rows.key(name + "-" + i), 1)))
                            .toList();
                    return new Decision(
                            before,
                            true,
                            after,
                            List.of(new UsageRow(WINDOW, used + TICKETS_PER_BATCH, 0)),
                            tickets,
                            List.of(),
                            Long.MAX_VALUE);
                })
                .loading(WINDOW);
    }
}
