package dev.tollgate.proof.power;

import org.junit.jupiter.api.Assumptions;

/** Evidence that this machine or this user does not allow to gather. */
final class NotRun {
    private NotRun() {}

    /** Prints what was not run and why, and ends the test as one that was not. */
    static void because(String what, String why) {
        String line = what + ": not run: " + why;
        System.out.println(line);
        Assumptions.abort(line);
    }
}
