package dev.tollgate.proof.faults.processes;

/**
 * One thing an instance was told, written down before it went on.
 *
 * @param fence 0 where there is none
 * @param text the text that was sent along: a request id to admit with, an outcome or a reason to report with
 * @param answer the answer, or the failure
 */
record Heard(Kind kind, Call call, int number, int fence, String text, String answer) {

    enum Kind {
        /** There was an answer. */
        ANSWER,
        /** As {@link #ANSWER}, to a call whose answer was lost before. */
        FOUND_OUT,
        /** Certainly nothing was written. */
        NOTHING,
        /** Nobody knows. */
        UNKNOWN
    }

    enum Call {
        ADMIT,
        SUCCEED,
        FAIL,
        RELEASE,
        DOUBT
    }

    boolean isAnswer() {
        return kind == Kind.ANSWER || kind == Kind.FOUND_OUT;
    }

    /** Whether it is an answer that says that the store has written what was asked for. */
    boolean isAcknowledgement() {
        return isAnswer() && answer.equals(call == Call.ADMIT ? "Admitted" : "Done");
    }

    String line() {
        return kind + "\t" + call + "\t" + number + "\t" + fence + "\t" + text + "\t" + answer;
    }

    static Heard parse(String line) {
        String[] words = line.split("\t", -1);
        return new Heard(
                Kind.valueOf(words[0]),
                Call.valueOf(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                words[4],
                words[5]);
    }
}
