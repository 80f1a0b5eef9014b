package dev.tollgate.proof.simulation;

/** Runs a range of seeds from the command line, and ends with 1 at the first that fails: {@code SimulationRun <from> <to>}. */
public final class SimulationRun {
    private SimulationRun() {}

    public static void main(String[] arguments) {
        long from = Long.parseLong(arguments[0]);
        long to = Long.parseLong(arguments[1]);
        for (long seed = from; seed <= to; seed++) {
            try {
                new Simulation(seed).run();
            } catch (AssertionError | RuntimeException e) {
                System.out.println("seed " + seed + " violates: " + e.getMessage());
                System.exit(1);
            }
        }
        System.out.println("seeds " + from + " to " + to + " hold");
    }
}
