package dev.tollgate.cli;

/** What the program's exit codes mean; the same for every command. */
final class ExitCode {
    /** Done. */
    static final int DONE = 0;

    /** The answer is no, such as a failed verification. */
    static final int NO = 1;

    /** The command line is wrong; nothing was done. */
    static final int USAGE = 2;

    /** The store or the server failed. */
    static final int FAILED = 3;

    private ExitCode() {}
}
