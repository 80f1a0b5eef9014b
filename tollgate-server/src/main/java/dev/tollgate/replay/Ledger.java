package dev.tollgate.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The simulated bank's own record of what it executed, outside Tollgate. Written by one thread at a time. */
public interface Ledger extends Closeable {

    /** Appends an execution; it survives the end of this process when this returns, if the ledger is a file. */
    void append(Execution execution) throws IOException;

    /** Hands over every execution on record, oldest first, those of other processes too. */
    void forEach(Consumer<Execution> each) throws IOException;

    /** How many lines the last reading passed over, because a process was killed while it wrote them. */
    int tornLines();

    /** Whether executions of earlier and other processes are in it. */
    boolean isShared();

    @Override
    void close() throws IOException;

    /**
     * A ledger in a file that processes and restarts share; made when it is not there.
     *
     * @throws IOException when it cannot be read or written, or is a file of something else
     */
    static Ledger open(Path file) throws IOException {
        return FileLedger.open(file);
    }

    /** A ledger that lives as long as this process. */
    static Ledger inMemory() {
        return new Ledger() {
            private final List<Execution> executions = new ArrayList<>();

            @Override
            public synchronized void append(Execution execution) {
                executions.add(execution);
            }

            @Override
            public synchronized void forEach(Consumer<Execution> each) {
                executions.forEach(each);
            }

            @Override
            public int tornLines() {
                return 0;
            }

            @Override
            public boolean isShared() {
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
