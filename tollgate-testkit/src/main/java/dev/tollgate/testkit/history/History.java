package dev.tollgate.testkit.history;

import java.util.List;

/**
 * Calls of a gate, or of several gates on one store, as their callers saw them.
 *
 * @param calls in any order; calls that certainly had no effect are left out
 */
public record History(List<RecordedCall> calls) {
    public History {
        calls = List.copyOf(calls);
    }
}
