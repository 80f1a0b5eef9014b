package dev.tollgate.cli;

import dev.tollgate.replay.MinorUnits;
import dev.tollgate.replay.OverLimit;
import dev.tollgate.replay.ReplayReport;
import java.io.PrintWriter;
import java.util.Currency;
import java.util.stream.Collectors;

/** A replay's report for people. */
final class ReplayText {
    private static final int EXAMPLES = 20;

    private ReplayText() {}

    static void print(ReplayReport report, PrintWriter out) {
        ReplayReport.Operations operations = report.operations();
        ReplayReport.Deliveries deliveries = report.deliveries();
        new Table()
                .numbersIn(1)
                .row(
                        "rows",
                        number(report.rows()),
                        "%,d bad, %,d duplicate".formatted(report.badRows(), report.duplicateRows()))
                .row(
                        "operations",
                        number(operations.total()),
                        "%,d succeeded, %,d failed, %,d released, %,d declined, %,d in doubt, %,d open"
                                .formatted(
                                        operations.succeeded(),
                                        operations.failed(),
                                        operations.released(),
                                        operations.declined(),
                                        operations.inDoubt(),
                                        operations.open()))
                .row("declined by", "", declinedBy(report))
                .row(
                        "deliveries",
                        number(deliveries.total()),
                        "%,d admitted, %,d replayed, %,d in progress, %,d in doubt, %,d declined, %,d without an answer"
                                .formatted(
                                        deliveries.admitted(),
                                        deliveries.replayed(),
                                        deliveries.inProgress(),
                                        deliveries.inDoubt(),
                                        deliveries.declined(),
                                        deliveries.failed()))
                .row(
                        "executions",
                        number(report.executions()),
                        "%,d duplicate; this time %,d refused, %,d not done, %,d callers died, %,d resolved"
                                .formatted(
                                        report.duplicateExecutions(),
                                        report.events().refused(),
                                        report.events().notDone(),
                                        report.events().deaths(),
                                        report.events().resolved()))
                .row("over limit", number(report.overLimit().size()), "windows past a limit, added up from the ledger")
                .row("amount", "", amounts(report))
                .row(
                        "verify",
                        number(report.verification().usageRows()),
                        "usage rows recounted, %,d differ"
                                .formatted(report.verification().mismatches().size()))
                .row(
                        "rate",
                        number(report.rate().deliveriesPerSecond()),
                        "deliveries a second for %.1f s, p50 %.1f ms, p99 %.1f ms"
                                .formatted(
                                        report.rate().elapsedNanos() / 1e9,
                                        report.rate().p50Millis(),
                                        report.rate().p99Millis()))
                .printTo(out);
    }

    /** What a careful reader should know, a line each. */
    static void printProblems(ReplayReport report, PrintWriter err) {
        for (OverLimit.Window window :
                report.overLimit().stream().limit(EXAMPLES).toList()) {
            err.printf(
                    "past its limit: account %s, limit %s%s: executed %d, allowed %d%n",
                    window.account(),
                    window.limit(),
                    window.start() == null ? "" : ", window from " + window.start(),
                    window.executed(),
                    window.max());
        }
        report.verification().mismatches().stream()
                .limit(EXAMPLES)
                .forEach(mismatch -> err.println(VerifyCommand.sentence(mismatch)));
        for (String account : report.verification().unsettled()) {
            err.printf("%s: could not be recounted, others keep changing it%n", account);
        }
        tellIfAny(err, report.duplicateExecutions(), "executions of operations that had taken place already");
        tellIfAny(
                err,
                report.events().otherContent(),
                "deliveries were refused: the store knows the operation with other content, or it had all its attempts");
        tellIfAny(
                err,
                report.deliveries().failed() - report.events().otherContent(),
                "deliveries had no answer but errors to the end");
        tellIfAny(err, report.events().unreported(), "executions whose report found the ticket finished otherwise");
        tellIfAny(
                err,
                report.events().tooLate(),
                "tickets were given back because half their lease had gone before the call");
        err.flush();
    }

    private static void tellIfAny(PrintWriter err, long count, String what) {
        if (count > 0) {
            err.printf("%,d %s%n", count, what);
        }
    }

    static String declinedBy(ReplayReport report) {
        String limits = report.declinedBy().entrySet().stream()
                .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        return limits.isEmpty() ? "nothing" : limits;
    }

    static String amounts(ReplayReport report) {
        String amounts = report.amounts().entrySet().stream()
                .map(entry -> MinorUnits.format(entry.getValue(), Currency.getInstance(entry.getKey())) + " "
                        + entry.getKey())
                .collect(Collectors.joining(", "));
        return amounts.isEmpty() ? "none" : amounts + " succeeded";
    }

    private static String number(long value) {
        return "%,d".formatted(value);
    }
}
