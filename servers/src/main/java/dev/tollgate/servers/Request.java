package dev.tollgate.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What a client sends up to its next wait for an answer; in Redis one command. */
public final class Request {
    /** What it is about. */
    public enum Kind {
        /** A connection is to be opened. */
        CONNECT,
        /** Makes what was written durable: a commit of a database, a script or an EXEC of Redis that writes. */
        COMMIT,
        /** Any other question: a reading, or what prepares a connection. */
        OTHER,
        /** Asks nothing and is never touched: a password, a farewell. */
        SILENT
    }

    static final Request CONNECT = new Request(Kind.CONNECT, new byte[0]);

    private final Kind kind;
    private final byte[] bytes;
    private final byte[] head;
    private final boolean headIsAnswered;

    Request(Kind kind, byte[] bytes) {
        this(kind, bytes, new byte[0], false);
    }

    /**
     * @param head what the server hears of it if it breaks before the last statement
     * @param headIsAnswered whether the server answers that
     */
    Request(Kind kind, byte[] bytes, byte[] head, boolean headIsAnswered) {
        this.kind = kind;
        this.bytes = bytes;
        this.head = head;
        this.headIsAnswered = headIsAnswered;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether this stands in it as it is sent. */
    public boolean contains(String text) {
        return new String(bytes, ISO_8859_1).contains(text);
    }

    byte[] bytes() {
        return bytes;
    }

    byte[] head() {
        return head;
    }

    boolean headIsAnswered() {
        return headIsAnswered;
    }

    @Override
    public String toString() {
        return kind + ", " + bytes.length + " bytes";
    }
}
