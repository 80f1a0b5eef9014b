package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.Tollgate;
import dev.tollgate.api.Verification;
import dev.tollgate.json.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        description = "Recounts every usage row from the tickets and compares. Changes nothing.",
        footer = {"", "Ends with 1 if anything differs."})
final class VerifyCommand extends StoreCommand {
    @Override
    int run() {
        Verification verification;
        try (Tollgate tollgate = quiet(Tollgate.on(Stores.openExisting(storeUrl())))) {
            verification = tollgate.verify();
        }
        answer(json(verification), out -> print(verification, out));
        return verification.holds() ? ExitCode.DONE : ExitCode.NO;
    }

    private static ObjectNode json(Verification verification) {
        ObjectNode node = Json.object();
        node.put("accounts", verification.accounts());
        node.put("usageRows", verification.usageRows());
        node.put("tickets", verification.tickets());
        node.put("mismatches", verification.mismatches().size());
        node.set("differing", Json.array(verification.mismatches(), VerifyCommand::json));
        ArrayNode unsettled = node.putArray("unsettled");
        verification.unsettled().forEach(unsettled::add);
        return node;
    }

    private static ObjectNode json(Verification.Mismatch mismatch) {
        return Json.object()
                .put("tenant", mismatch.tenant())
                .put("account", mismatch.account())
                .put("limit", mismatch.limit())
                .put("windowStart", mismatch.windowStart().toString())
                .put("recorded", mismatch.recorded())
                .put("recounted", mismatch.recounted());
    }

    private static void print(Verification verification, PrintWriter out) {
        verification.mismatches().forEach(mismatch -> out.println(sentence(mismatch)));
        verification
                .unsettled()
                .forEach(account -> out.printf(
                        "%s: nothing can be said, it kept changing; verify again when less is going on%n", account));
        out.printf(
                "%,d usage rows of %,d accounts recounted from %,d tickets: %s%n",
                verification.usageRows(),
                verification.accounts(),
                verification.tickets(),
                verification.holds()
                        ? "all add up"
                        : "%,d differ".formatted(verification.mismatches().size()));
    }

    static String sentence(Verification.Mismatch mismatch) {
        return "%s/%s, limit %s, window from %s: the usage row says %d, its tickets add up to %d"
                .formatted(
                        mismatch.tenant(),
                        mismatch.account(),
                        mismatch.limit(),
                        mismatch.windowStart(),
                        mismatch.recorded(),
                        mismatch.recounted());
    }
}
