package dev.tollgate.proof.power;

import dev.tollgate.Tollgate;
import dev.tollgate.proof.stores.ProofStore;
import java.nio.file.Path;
import java.util.List;

/** What runs on a disk: the store, and the callers who use it. It can be halted at any moment, and ended. */
interface Machine extends AutoCloseable {
    /** Starts the store with what the folder holds. */
    static Machine start(Path folder, Setting setting) {
        return setting.kind() == ProofStore.SQLITE
                ? new SqliteMachine(folder, setting)
                : new ServerMachine(folder, setting);
    }

    /** The library on the store, before callers begin. */
    Tollgate tollgate();

    /**
     * Lets the callers begin.
     *
     * @param prefix of all their business numbers
     */
    void begin(Book book, String prefix) throws InterruptedException;

    /** Halts whoever writes to the disk, in the midst of what they do. */
    void halt();

    /** The processes that write to the disk. */
    List<Long> processes();

    /** Starts the store anew if it has ended by itself; whether it had. */
    boolean startedAnew();

    /** Has the callers end with the operation they are at; the library on the store is for use again then. */
    Tollgate stop() throws InterruptedException;

    /** Ends a machine that was halted; returns when the book is complete. */
    void end() throws InterruptedException;

    @Override
    void close();
}
