package dev.tollgate.fuzzing;

import java.util.Arrays;

/**
 * The bytes of an input, taken part by part. Parts end at a byte 0xFF, which no text has, so that an input can be written and read by
 * people, and what a fuzzer inserts into one part leaves the others alone. Behind the end all parts are empty.
 */
public final class Input {
    private static final byte END_OF_PART = (byte) 0xFF;

    private final byte[] bytes;
    private int at;

    public Input(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean hasMore() {
        return at < bytes.length;
    }

    /** The next part as it is. */
    public byte[] bytes() {
        int end = at;
        while (end < bytes.length && bytes[end] != END_OF_PART) {
            end++;
        }
        byte[] part = Arrays.copyOfRange(bytes, Math.min(at, bytes.length), end);
        at = end + 1;
        return part;
    }

    /** The next part as {@link #text(byte[])} reads it. */
    public String text() {
        return text(bytes());
    }

    /** The next part as a number: the one it says in decimal, or else one made of its bytes. */
    public long number() {
        byte[] part = bytes();
        try {
            return Long.parseLong(text(part));
        } catch (NumberFormatException e) {
            long number = 0;
            for (byte b : part) {
                number = number << 8 | (b & 0xFF);
            }
            return number;
        }
    }

    /** The next part as a number from 0 to {@code count} - 1. */
    public int choice(int count) {
        return (int) Math.floorMod(number(), (long) count);
    }

    /** The next part as one of the constants. */
    public <E extends Enum<E>> E constant(Class<E> type) {
        E[] constants = type.getEnumConstants();
        return constants[choice(constants.length)];
    }

    /** All that is left, ends of parts too. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
        at = bytes.length;
        return rest;
    }

    /**
     * Bytes as text: UTF-8, in which a surrogate may stand alone as the three bytes it would have, because Java's strings can hold one.
     * A byte that is not UTF-8 becomes the character of that number.
     */
    public static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int lead = bytes[i] & 0xFF;
            int more = lead >= 0xC2 && lead < 0xE0
                    ? 1
                    : lead >= 0xE0 && lead < 0xF0 ? 2 : lead >= 0xF0 && lead < 0xF5 ? 3 : 0;
            int point = more == 0 ? -1 : lead & (0x3F >> more);
            for (int k = 1; k <= more && point >= 0; k++) {
                int next = i + k < bytes.length ? bytes[i + k] & 0xFF : 0;
                point = (next & 0xC0) == 0x80 ? point << 6 | (next & 0x3F) : -1;
            }
            boolean isShortest = point >= (more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80);
            if (isShortest && point <= Character.MAX_CODE_POINT) {
                text.appendCodePoint(point);
                i += 1 + more;
            } else {
                text.append((char) lead);
                i++;
            }
        }
        return text.toString();
    }
}
