package dev.tollgate.proof.planted;

import dev.tollgate.proof.simulation.SimulationRun;
import java.io.IOException;
import java.util.Arrays;

/** The program of a hunt's JVM: runs a finder, and ends when the JVM that started it does. */
final class HuntRun {
    static final String SIMULATOR = "simulator";

    private HuntRun() {}

    /** @param arguments {@link #SIMULATOR} and its seeds, or what {@link ContractRun} takes */
    public static void main(String[] arguments) throws Exception {
        Thread watch = new Thread(HuntRun::endWithParent, "end with parent");
        watch.setDaemon(true);
        watch.start();
        if (arguments[0].equals(SIMULATOR)) {
            SimulationRun.main(Arrays.copyOfRange(arguments, 1, arguments.length));
        } else {
            ContractRun.main(arguments);
        }
    }

    private static void endWithParent() {
        try {
            // Nothing is ever sent: it ends when whoever holds the other end does.
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            System.out.println("broken " + e);
        }
        Runtime.getRuntime().halt(ContractRun.BROKEN);
    }
}
