package dev.tollgate.jdbc;

/** A connection to write on, and how deciding on memory went on it lately. For one thread at a time. */
final class WriterSession {
    private static final int MEMORY_SKIPS_MAX = 32;

    private final Session session;
    private boolean broken;
    private boolean refused;
    private int memorySkips;
    private int memorySkipsLeft;

    WriterSession(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    boolean isBroken() {
        return broken;
    }

    /** Not to be used again. */
    void broken() {
        broken = true;
    }

    boolean isRefused() {
        return refused;
    }

    /** Not to be used for another batch: what the server refuses on this connection, another may be allowed. */
    void refused() {
        refused = true;
    }

    /** Whether to decide the next batch on what is remembered. Asked once per batch. */
    boolean mayRelyOnMemory() {
        if (memorySkipsLeft > 0) {
            memorySkipsLeft--;
            return false;
        }
        return true;
    }

    /** What was remembered had moved: the next 1, 2, 4 … batches are read at once. */
    void memoryFailed() {
        memorySkips = Math.min(MEMORY_SKIPS_MAX, Math.max(1, memorySkips * 2));
        memorySkipsLeft = memorySkips;
    }

    void memoryHeld() {
        memorySkips = 0;
    }
}
