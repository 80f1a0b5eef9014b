package dev.tollgate.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.api.Page;
import dev.tollgate.json.Json;
import java.io.PrintWriter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which page of a list. */
final class PageOptions {
    @Option(
            names = "--limit",
            paramLabel = "<n>",
            defaultValue = "50",
            description = "How many at most, 1 to 500 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--cursor", paramLabel = "<cursor>", description = "Go on where the page before ended.")
    private @Nullable String cursor;

    int limit() {
        return limit;
    }

    @Nullable
    String cursor() {
        return cursor;
    }

    static <T> ObjectNode json(Page<T> page, Function<T, ObjectNode> view) {
        ObjectNode node = Json.object();
        node.set("items", Json.array(page.items(), view));
        if (page.next() != null) {
            node.put("next", page.next());
        }
        return node;
    }

    static void printNext(Page<?> page, PrintWriter out) {
        if (page.next() != null) {
            out.printf("there are more: --cursor %s%n", page.next());
        }
    }
}
