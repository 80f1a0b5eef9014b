package dev.tollgate.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import redis.clients.jedis.args.Rawable;

/** Bytes to send: a key, a member or a row. Equal when they are the same bytes. */
final class Bytes implements Rawable {
    private final byte[] bytes;
    private int hash;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static Bytes of(String text) {
        return new Bytes(text.getBytes(UTF_8));
    }

    /** The text, and then bytes as they are. */
    static Bytes of(String text, byte[] more) {
        byte[] head = text.getBytes(UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + more.length);
        System.arraycopy(more, 0, whole, head.length, more.length);
        return new Bytes(whole);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Override
    public byte[] getRaw() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Bytes o && Arrays.equals(bytes, o.bytes));
    }

    @Override
    public int hashCode() {
        // Written by any thread, always to the same value; 0 is computed anew.
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(bytes);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return text(bytes);
    }
}
