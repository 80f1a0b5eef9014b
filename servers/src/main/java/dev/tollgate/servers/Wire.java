package dev.tollgate.servers;

import java.io.DataInputStream;
import java.io.IOException;

/** What is told apart on one connection of a protocol. Requests are read by one thread, answers by another. */
abstract class Wire {
    /** A part of what a server sends. */
    static final class Answer {
        private final byte[] bytes;
        private final boolean isLast;

        Answer(byte[] bytes, boolean isLast) {
            this.bytes = bytes;
            this.isLast = isLast;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean isLast() {
            return isLast;
        }
    }

    /** The wire of a server with this address. */
    static Wire of(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new PostgresWire();
        } else if (url.startsWith("jdbc:mariadb:")) {
            return new MariadbWire();
        } else if (url.startsWith("redis:")) {
            return new RedisWire();
        }
        throw new IllegalArgumentException("No protocol that is known: " + url);
    }

    /** The next of what the client sends; waits for it. */
    abstract Request request(DataInputStream in) throws IOException;

    /** The next of what the server sends; waits for it. The last part of the answer to a request that is not silent says so. */
    abstract Answer answer(DataInputStream in) throws IOException;

    static byte[] read(DataInputStream in, int length) throws IOException {
        if (length < 0) {
            throw new IOException("a length of " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
