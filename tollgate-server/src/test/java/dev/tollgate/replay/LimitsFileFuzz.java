package dev.tollgate.replay;

import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.fuzzing.Holds;
import dev.tollgate.fuzzing.Input;
import dev.tollgate.json.AccountBodyFuzz;
import dev.tollgate.json.Json;
import dev.tollgate.json.StrictObject;

/** Any text as a limits file: refused by name, or as many good bodies as it has members. */
public final class LimitsFileFuzz {
    private LimitsFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = Input.text(bytes);
        LimitsFile limits;
        try {
            limits = LimitsFile.parse(text);
        } catch (InvalidRequestException e) {
            e.errors()
                    .forEach(error -> Holds.that(
                            !error.field().isBlank() && !error.message().isBlank(), "a refusal of nothing: %s", error));
            return;
        }
        Holds.that(Json.isJson(text), "not JSON: %s", text);
        limits.standard().ifPresent(AccountBodyFuzz::holds);
        limits.accounts().values().forEach(AccountBodyFuzz::holds);
        StrictObject root = StrictObject.parse(text);
        Holds.same(root.names().contains("default"), limits.standard().isPresent());
        Holds.same(
                root.object("accounts").map(named -> named.names().size()).orElse(0),
                limits.accounts().size());
    }
}
