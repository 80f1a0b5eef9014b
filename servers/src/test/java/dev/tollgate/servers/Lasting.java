package dev.tollgate.servers;

import java.util.concurrent.locks.LockSupport;

/** A program that does not end by itself, unless it is given an exit code to end with. */
final class Lasting {
    private static final String RUNNING = "running";

    private Lasting() {}

    public static void main(String[] arguments) {
        System.out.println(RUNNING);
        if (arguments.length > 0) {
            System.exit(Integer.parseInt(arguments[0]));
        }
        while (true) {
            LockSupport.park();
        }
    }

    static void awaitRunning(JavaProcess program) {
        while (!program.printed().contains(RUNNING)) {
            if (!program.isAlive()) {
                throw new IllegalStateException("The program did not start: " + program.printed());
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
