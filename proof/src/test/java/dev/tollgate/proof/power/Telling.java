package dev.tollgate.proof.power;

import dev.tollgate.api.Operation;
import java.io.PrintStream;

/** Tells another process what is witnessed here, a line for each. */
record Telling(PrintStream out) implements Witness {
    private static final String ASKS = "asks";
    private static final String ACKNOWLEDGED = "acknowledged";
    private static final String REFUSED = "refused";
    private static final String UNKNOWN = "unknown";

    @Override
    public void asks(Operation operation, Step step) {
        line(ASKS, operation, step.name());
    }

    @Override
    public void acknowledged(Operation operation) {
        line(ACKNOWLEDGED, operation, "");
    }

    @Override
    public void refused(Operation operation) {
        line(REFUSED, operation, "");
    }

    @Override
    public void unknown(Operation operation) {
        line(UNKNOWN, operation, "");
    }

    private void line(String what, Operation operation, String step) {
        // One print for the whole line, so that the lines of several threads do not mix.
        out.print(String.join(" ", what, operation.account(), operation.scenario(), operation.businessNumber(), step)
                + "\n");
        out.flush();
    }

    /** Tells a witness what a line says. The last line of a process that was killed may have been cut off. */
    static void take(String line, Witness witness) {
        String[] words = line.split(" ", -1);
        if (words.length < 5) {
            return;
        }
        Operation operation = new Operation(words[1], words[2], words[3]);
        switch (words[0]) {
            case ASKS -> witness.asks(operation, Step.valueOf(words[4]));
            case ACKNOWLEDGED -> witness.acknowledged(operation);
            case REFUSED -> witness.refused(operation);
            case UNKNOWN -> witness.unknown(operation);
            default -> throw new IllegalArgumentException(line);
        }
    }
}
