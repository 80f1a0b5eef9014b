package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.Tollgate;
import dev.tollgate.json.Json;
import dev.tollgate.replay.Ledger;
import dev.tollgate.replay.LimitsFile;
import dev.tollgate.replay.PaymentsFile;
import dev.tollgate.replay.Progress;
import dev.tollgate.replay.Reading;
import dev.tollgate.replay.Replay;
import dev.tollgate.replay.ReplayRefusedException;
import dev.tollgate.replay.ReplayReport;
import dev.tollgate.replay.ReplaySettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description =
                "Sends a year of real invoices through the gate, each three times, with callers that fail and die, and checks the result.",
        footer = {"", "On a fresh store that is deleted afterwards. Ends with 0 only if every check holds."})
final class DemoCommand extends JsonCommand {
    private static final ReplaySettings SETTINGS =
            new ReplaySettings(3, 64, 1, 0.02, 0.01, Duration.ofSeconds(2), true, Duration.ofSeconds(30));
    private static final int BAD_ROW_EXAMPLES = 3;

    @Option(
            names = "--keep",
            paramLabel = "<folder>",
            description = "Keep the store (tollgate.db) and the bank's ledger (ledger.jsonl) in this new folder.")
    private @Nullable Path keep;

    @Override
    int run() throws InterruptedException, IOException {
        Path invoices = Home.invoices();
        LimitsFile limits = limits();
        try (DemoFolder folder = DemoFolder.open(keep)) {
            return run(invoices, limits, folder);
        }
    }

    private int run(Path invoices, LimitsFile limits, DemoFolder folder) throws InterruptedException {
        Progress progress = Progressing.to(err());
        progress.say("reading " + invoices);
        PaymentsFile.Payments payments = payments(invoices, progress);
        progress.say(
                "%,d operations, each delivered %d times by %d callers; %.0f %% of executions fail, %.0f %% of callers die"
                        .formatted(
                                payments.payments().size(),
                                SETTINGS.deliveries(),
                                SETTINGS.callers(),
                                100 * SETTINGS.failRate(),
                                100 * SETTINGS.dieRate()));
        limits.standard()
                .ifPresent(body -> progress.say("each account: "
                        + body.config().limits().stream()
                                .map(limit -> AccountText.rule(limit, body.config()))
                                .collect(Collectors.joining(", "))));
        ReplayReport report;
        try (Ledger ledger = Inputs.ledger(folder.ledger());
                Tollgate tollgate = Tollgate.on(Stores.open(folder.storeUrl())).start()) {
            report = new Replay(tollgate, payments, limits, ledger, SETTINGS, progress).run();
        } catch (ReplayRefusedException e) {
            throw new IllegalStateException("a fresh store refuses no account", e);
        } catch (IOException e) {
            throw Failure.store("the ledger failed: " + Reading.why(e), e);
        }
        List<Check> checks = Check.of(report, limits);
        ObjectNode document = report.json();
        document.set("checks", Json.array(checks, Check::json));
        answer(document, out -> print(report, checks, out));
        ReplayText.printProblems(report, err());
        return checks.stream().allMatch(Check::holds) ? ExitCode.DONE : ExitCode.NO;
    }

    private static PaymentsFile.Payments payments(Path invoices, Progress progress) {
        AtomicInteger told = new AtomicInteger();
        PaymentsFile.Payments payments = Inputs.payments(invoices, (line, reason) -> {
            if (told.getAndIncrement() < BAD_ROW_EXAMPLES) {
                progress.say("bad row on line %d: %s".formatted(line, reason));
            }
        });
        int more = told.get() - BAD_ROW_EXAMPLES;
        if (more > 0) {
            progress.say("and %,d more bad rows (replay lists them all)".formatted(more));
        }
        return payments;
    }

    private static LimitsFile limits() throws IOException {
        try (InputStream in = DemoCommand.class.getResourceAsStream("demo-limits.json")) {
            if (in == null) {
                throw new IllegalStateException("demo-limits.json is in the jar");
            }
            return LimitsFile.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void print(ReplayReport report, List<Check> checks, PrintWriter out) {
        ReplayText.print(report, out);
        out.println();
        Table table = new Table();
        for (Check check : checks) {
            table.row(check.holds() ? "holds" : "FAILS", check.name(), check.detail());
        }
        table.printTo(out);
    }
}
