package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.api.Limit;
import dev.tollgate.json.Json;
import dev.tollgate.replay.LimitsFile;
import dev.tollgate.replay.ReplayReport;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Something that must be true of the demo's result. */
record Check(String name, boolean holds, String detail) {

    static List<Check> of(ReplayReport report, LimitsFile limits) {
        ReplayReport.Operations operations = report.operations();
        ReplayReport.Deliveries deliveries = report.deliveries();
        ReplayReport.Events events = report.events();
        Set<String> expected = new TreeSet<>();
        limits.standard()
                .ifPresent(
                        body -> body.config().limits().stream().map(Limit::name).forEach(expected::add));
        return List.of(
                new Check(
                        "every delivery was answered",
                        deliveries.addsUp() && deliveries.failed() == 0 && deliveries.inProgress() == 0,
                        "%,d deliveries".formatted(deliveries.total())),
                new Check(
                        "no operation ran twice",
                        report.duplicateExecutions() == 0,
                        "%,d executions in the bank's ledger".formatted(report.executions())),
                new Check(
                        "the bank and the gate agree on every operation",
                        report.unmatched() == 0 && operations.addsUp(),
                        "%,d operations".formatted(operations.total())),
                new Check(
                        "no window is past its limit",
                        report.overLimit().isEmpty(),
                        "added up from the ledger, not from the store"),
                new Check(
                        "every limit declined something",
                        operations.declined() > 0
                                && report.declinedBy().keySet().containsAll(expected),
                        ReplayText.declinedBy(report)),
                new Check(
                        "executions failed and callers died",
                        events.refused() > 0 && events.notDone() > 0 && events.deaths() > 0,
                        "%,d refused, %,d not done, %,d died"
                                .formatted(events.refused(), events.notDone(), events.deaths())),
                new Check(
                        "nothing is left open or in doubt",
                        operations.open() == 0 && operations.inDoubt() == 0,
                        "%,d resolved by the bank".formatted(events.resolved())),
                new Check(
                        "every usage row is what its tickets add up to",
                        report.verification().holds() && report.verification().usageRows() > 0,
                        "%,d rows".formatted(report.verification().usageRows())));
    }

    ObjectNode json() {
        return Json.object().put("name", name).put("holds", holds).put("detail", detail);
    }
}
