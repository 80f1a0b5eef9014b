package dev.tollgate.proof.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened, as a hash of everything, and when asked for the last lines as well. */
final class Trace {
    private static final int LINES_MAX = 400;
    private static final long PRIME = 0x100000001B3L;

    private final boolean recording;
    private final Deque<String> lines = new ArrayDeque<>();
    private long hash = 0xCBF29CE484222325L;

    Trace(boolean recording) {
        this.recording = recording;
    }

    void add(long nanos, String what, long number, Supplier<String> text) {
        hash = ((hash ^ nanos) * PRIME ^ what.hashCode()) * PRIME ^ number;
        if (recording) {
            String line = String.format(Locale.ROOT, "%10.3f ms  %-10s %s", nanos / 1e6, what, text.get());
            hash = hash * PRIME ^ line.hashCode();
            if (lines.size() == LINES_MAX) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    long hash() {
        return hash;
    }

    String lines() {
        return String.join("\n", lines);
    }
}
