package dev.tollgate.proof.faults.processes;

import dev.tollgate.proof.faults.processes.Work.Ending;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where operations are executed: a file that all instances share, a line for each execution. It knows nothing of tickets and would execute
 * anything twice. Safe for use by several threads.
 */
final class Bank {
    private final Lines.Writer writer;
    private final Lines.Tail tail;
    private final List<Execution> executions = new ArrayList<>();
    private final Map<String, Ending> endings = new HashMap<>();

    Bank(Path folder) {
        Path file = folder.resolve("bank.ledger");
        writer = new Lines.Writer(file);
        tail = new Lines.Tail(file);
    }

    /** In the order in which they happened. */
    record Execution(int number, int fence, Ending ending) {}

    void execute(int number, int fence, Ending ending) {
        writer.append(number + " " + fence + " " + ending);
    }

    /** How an attempt ended, if it was executed. */
    synchronized Optional<Ending> ending(int number, int fence) {
        read();
        return Optional.ofNullable(endings.get(number + " " + fence));
    }

    synchronized List<Execution> executions() {
        read();
        return List.copyOf(executions);
    }

    private void read() {
        for (String line : tail.next()) {
            String[] words = line.split(" ", -1);
            Execution execution =
                    new Execution(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Ending.valueOf(words[2]));
            executions.add(execution);
            endings.put(execution.number() + " " + execution.fence(), execution.ending());
        }
    }
}
