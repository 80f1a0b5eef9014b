package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.json.Json;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.UnfitStoreException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description = "Says whether a store is fit for money: durability settings, isolation, key identity, clock.",
        footer = {"", "Ends with 1 if it is not."})
final class DoctorCommand extends StoreCommand {
    @Override
    int run() {
        List<Finding> findings = findings();
        boolean fit = findings.stream().noneMatch(f -> f.severity().isRefused());
        ObjectNode node = Json.object().put("fit", fit);
        node.set("findings", Json.array(findings, DoctorCommand::json));
        answer(node, out -> print(findings, fit, out));
        return fit ? ExitCode.DONE : ExitCode.NO;
    }

    private List<Finding> findings() {
        try (Store store = Stores.openExisting(storeUrl())) {
            return store.check();
        } catch (UnfitStoreException e) {
            return e.findings();
        }
    }

    private static ObjectNode json(Finding finding) {
        ObjectNode node = Json.object();
        node.put("name", finding.name());
        node.put("severity", Json.name(finding.severity()));
        node.put("message", finding.message());
        if (finding.mend() != null) {
            node.put("mend", finding.mend());
        }
        return node;
    }

    private void print(List<Finding> findings, boolean fit, PrintWriter out) {
        Table table = new Table();
        for (Finding finding : findings) {
            String mend = finding.mend() == null ? "" : "; mend: " + finding.mend();
            table.row(Json.name(finding.severity()), finding.name(), finding.message() + mend);
        }
        table.printTo(out);
        out.printf("%s is %s%n", StoreAddress.shown(storeUrl()), fit ? "fit for money" : "not fit for money");
    }
}
