package dev.tollgate.testkit.history;

import dev.tollgate.api.AdmitRequest;

/** Why nothing can be placed at a point of a search. */
final class Explanation {
    private static final int CALLS_MAX = 24;

    private final Board board;
    private int calls;
    private final StringBuilder text = new StringBuilder();

    Explanation(Board board, Moves moves) {
        this.board = board;
        line("%d calls are in order and %d are left. After the former:".formatted(board.height(), board.left()));
        if (board.isCounting()) {
            line("  %s".formatted(board.limits().text(board.used())));
        }
        Entry due = moves.due();
        if (due != null) {
            line("None of these can be next. First of all the one whose answer was there first:");
            add(due);
            line("or what was under way with it:");
            // Those of its own ticket say most.
            moves.candidates().stream()
                    .filter(entry -> entry != due && entry.ticket == due.ticket)
                    .forEach(this::add);
            moves.candidates().stream()
                    .filter(entry -> entry.ticket != due.ticket)
                    .forEach(this::add);
            board.optional().stream()
                    .filter(entry -> !entry.placed && entry.start <= moves.until())
                    .forEach(this::add);
            if (calls > CALLS_MAX) {
                line("  and %d more".formatted(calls - CALLS_MAX));
            }
        }
    }

    String text() {
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void add(Entry entry) {
        if (++calls <= CALLS_MAX) {
            line("  %s".formatted(entry.call));
            line("      %s".formatted(why(entry)));
        }
    }

    private String why(Entry entry) {
        Standing standing = board.standing(entry.ticket);
        Step step = entry.step(standing);
        if (step == null) {
            return (entry.isUnknown() ? "changes nothing: " : "cannot be the answer: ") + standing;
        }
        AdmitRequest request = entry.request();
        if (request != null && !board.agrees(entry, step)) {
            long[] needs = entry.needs(board.limits(), request, step.kind());
            return "needs " + needs(needs);
        }
        return standing + " -> " + step.after() + ", but then the others do not fit";
    }

    private String needs(long[] needs) {
        for (long each : needs) {
            if (each != LimitRules.FREE) {
                return "before it: " + board.limits().text(needs);
            }
        }
        return "other sums";
    }
}
