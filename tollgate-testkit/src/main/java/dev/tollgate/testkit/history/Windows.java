package dev.tollgate.testkit.history;

import dev.tollgate.api.Admission;
import dev.tollgate.api.Reason;
import dev.tollgate.api.Usage;
import dev.tollgate.api.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which windows the answers of an account tell of. */
final class Windows {
    private Windows() {}

    /** @throws IllegalArgumentException when a limit counts in more than one window: its usage is then no single sum */
    static void checkOnlyOne(List<RecordedCall> calls) {
        Map<String, Window> windows = new HashMap<>();
        for (RecordedCall call : calls) {
            if (call.answer() instanceof Admission.Admitted admitted) {
                for (Usage usage : admitted.usage()) {
                    check(windows, call, usage.limit(), usage.window());
                }
            } else if (call.answer() instanceof Admission.Declined declined) {
                for (Reason reason : declined.reasons()) {
                    check(windows, call, reason.limit(), reason.window());
                }
            }
        }
    }

    private static void check(
            Map<String, Window> windows, RecordedCall call, @Nullable String limit, @Nullable Window window) {
        if (limit != null && window != null) {
            Window other = windows.putIfAbsent(limit, window);
            if (other != null && !other.equals(window)) {
                throw new IllegalArgumentException(
                        "%s counts in another window of limit '%s' than calls before: only one can be checked"
                                .formatted(call, limit));
            }
        }
    }
}
