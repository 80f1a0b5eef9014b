package dev.tollgate.cli;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Bounds;
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
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        description =
                "Sends the payments of a CSV file through the gate, each several times, and accounts for what happened.",
        footer = {
            "",
            "Columns: occurred_at,merchant,business_no,scenario,operator,amount,currency.",
            "A bad row is reported with its line number and does not stop the rest.",
            "Ends with 1 if an operation ran twice, a window is past its limit or a usage row differs."
        })
final class ReplayCommand extends StoreCommand {
    private static final int CALLERS_MAX = 10_000;
    private static final long DELIVERIES_MAX = 50_000_000;
    private static final Duration PATIENCE_MAX = Duration.ofHours(24);

    @Parameters(paramLabel = "<file.csv>", description = "The payments.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--deliveries",
            paramLabel = "<n>",
            defaultValue = "3",
            description = "How often each operation is delivered (default: ${DEFAULT-VALUE}).")
    private int deliveries;

    @Option(
            names = "--callers",
            paramLabel = "<n>",
            defaultValue = "64",
            description = "How many ask at a time (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Option(
            names = "--seed",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Decides the order of deliveries, what fails and who dies (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--limits",
            paramLabel = "<file>",
            description =
                    "Accounts and their limits: {\"default\": {...}, \"accounts\": {\"<name>\": {...}}}, bodies as for 'account set --config'.")
    private @Nullable String limits;

    @Option(
            names = "--fail-rate",
            paramLabel = "<share>",
            defaultValue = "0",
            description =
                    "Share of executions that do not take place: half finally refused, half not done and tried again (default: ${DEFAULT-VALUE}).")
    private double failRate;

    @Option(
            names = "--die-rate",
            paramLabel = "<share>",
            defaultValue = "0",
            description =
                    "Share of callers that die half-way: half before the bank's answer, half after (default: ${DEFAULT-VALUE}).")
    private double dieRate;

    @Option(
            names = "--lease",
            paramLabel = "<time>",
            defaultValue = "2s",
            description = "How long a ticket may stay without a report, 1s to 24h (default: ${DEFAULT-VALUE}).",
            converter = Values.DurationConverter.class)
    @SuppressWarnings("NullAway.Init")
    private Duration lease;

    @Option(
            names = "--resolve",
            description = "In the end the simulated bank says what became of the operations in doubt.")
    private boolean resolve;

    @Option(
            names = "--ledger",
            paramLabel = "<file>",
            description =
                    "Where the simulated bank records what it executes; the same file for every process and restart on one store (default: in memory).")
    private @Nullable Path ledger;

    @Option(
            names = "--decline-report",
            paramLabel = "<file>",
            description = "Where to write the operations that were never admitted, with the reasons, as CSV.")
    private @Nullable Path declineReport;

    @Option(
            names = "--patience",
            paramLabel = "<time>",
            defaultValue = "60s",
            description = "How long the store may give nothing but errors (default: ${DEFAULT-VALUE}).",
            converter = Values.DurationConverter.class)
    @SuppressWarnings("NullAway.Init")
    private Duration patience;

    @Override
    int run() throws InterruptedException {
        ReplaySettings settings = settings();
        LimitsFile limitsFile = limits == null ? LimitsFile.NONE : JsonFiles.read(limits, in(), LimitsFile::parse);
        PaymentsFile.Payments payments = Inputs.payments(
                file, (line, reason) -> err().printf("%s: bad row on line %d: %s%n", file, line, reason));
        err().flush();
        require(
                (long) payments.payments().size() * deliveries <= DELIVERIES_MAX,
                "--deliveries",
                "low enough for %,d deliveries in all".formatted(DELIVERIES_MAX));
        Progress progress = Progressing.to(err());
        ReplayReport report;
        try (Ledger books = Inputs.ledger(ledger);
                DeclineReport declines = DeclineReport.open(declineReport);
                Tollgate tollgate = gate(settings)) {
            report = new Replay(tollgate, payments, limitsFile, books, settings, progress).run();
            declines.write(report.declines());
        } catch (ReplayRefusedException e) {
            throw Failure.no("limit-shape-changed", Failure.text(e));
        } catch (IOException e) {
            throw Failure.store("the ledger or the decline report failed: " + Reading.why(e), e);
        }
        answer(report.json(), out -> ReplayText.print(report, out));
        ReplayText.printProblems(report, err());
        if (!report.holds()) {
            return ExitCode.NO;
        }
        return report.deliveries().failed() > report.events().otherContent() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private Tollgate gate(ReplaySettings settings) {
        return Tollgate.on(Stores.open(storeUrl()))
                .queueMax(Math.max(16 * 1024, 2 * settings.callers()))
                .start();
    }

    private ReplaySettings settings() {
        require(deliveries >= 1 && deliveries <= 1_000, "--deliveries", "1 to 1000");
        require(callers >= 1 && callers <= CALLERS_MAX, "--callers", "1 to " + CALLERS_MAX);
        require(failRate >= 0 && failRate <= 1, "--fail-rate", "0 to 1");
        require(dieRate >= 0 && dieRate <= 1, "--die-rate", "0 to 1");
        require(
                lease.compareTo(Bounds.LEASE_MIN) >= 0 && lease.compareTo(Bounds.LEASE_MAX) <= 0,
                "--lease",
                "1s to 24h");
        require(
                !patience.isNegative() && !patience.isZero() && patience.compareTo(PATIENCE_MAX) <= 0,
                "--patience",
                "more than nothing and at most 24h");
        return new ReplaySettings(deliveries, callers, seed, failRate, dieRate, lease, resolve, patience);
    }

    private static void require(boolean holds, String option, String range) {
        if (!holds) {
            throw Failure.usage("%s must be %s".formatted(option, range));
        }
    }
}
