package dev.tollgate.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

/** MariaDB (https://mariadb.com/kb/en/0-packet/), without TLS, compression and statements prepared by the server. */
final class MariadbWire extends Wire {
    private static final String COMMIT = "COMMIT";
    private static final String THEN_COMMIT = "; " + COMMIT;
    private static final String READING = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;";
    private static final int HEADER = 4;
    private static final int LENGTH_MAX = 0xFF_FFFF;
    private static final int QUIT = 1;
    private static final int QUERY = 3;
    private static final int OK = 0;
    private static final int END = 0xFE;
    private static final int ERROR = 0xFF;
    private static final int MORE_RESULTS = 8;

    /** What the next packet of the server is. */
    private enum Expected {
        LOGIN,
        RESULT,
        COLUMN,
        FIRST_ROW,
        ROW
    }

    private Expected expected = Expected.LOGIN;
    private int columnsLeft;

    @Override
    Request request(DataInputStream in) throws IOException {
        byte[] packet = packet(in);
        if (packet[3] != 0 || packet.length == HEADER || packet[HEADER] == QUIT) {
            return new Request(Request.Kind.SILENT, packet);
        }
        if (packet[HEADER] != QUERY || !ends(packet, COMMIT)) {
            return new Request(Request.Kind.OTHER, packet);
        }
        Request.Kind kind = begins(packet, READING) ? Request.Kind.OTHER : Request.Kind.COMMIT;
        return ends(packet, THEN_COMMIT)
                ? new Request(kind, packet, withoutCommit(packet), true)
                : new Request(kind, packet);
    }

    private static byte[] packet(DataInputStream in) throws IOException {
        byte[] header = read(in, HEADER);
        int length = (header[0] & 0xFF) | ((header[1] & 0xFF) << 8) | ((header[2] & 0xFF) << 16);
        if (length == LENGTH_MAX) {
            throw new IOException("a packet in several parts");
        }
        byte[] packet = Arrays.copyOf(header, HEADER + length);
        in.readFully(packet, HEADER, length);
        return packet;
    }

    private static boolean begins(byte[] query, String text) {
        int end = HEADER + 1 + text.length();
        return query.length >= end && new String(query, HEADER + 1, text.length(), ISO_8859_1).equals(text);
    }

    private static boolean ends(byte[] query, String text) {
        int from = query.length - text.length();
        return from > HEADER && new String(query, from, text.length(), ISO_8859_1).equals(text);
    }

    private static byte[] withoutCommit(byte[] packet) {
        byte[] shorter = Arrays.copyOf(packet, packet.length - THEN_COMMIT.length());
        int body = shorter.length - HEADER;
        shorter[0] = (byte) body;
        shorter[1] = (byte) (body >> 8);
        shorter[2] = (byte) (body >> 16);
        return shorter;
    }

    @Override
    Answer answer(DataInputStream in) throws IOException {
        byte[] packet = packet(in);
        int type = packet.length == HEADER ? OK : packet[HEADER] & 0xFF;
        boolean isLast = false;
        switch (expected) {
            case LOGIN -> {
                // The greeting is a packet without a predecessor.
                if (packet[3] != 0 && (type == OK || type == ERROR)) {
                    expected = Expected.RESULT;
                }
            }
            case RESULT -> {
                if (type == OK || type == END || type == ERROR) {
                    isLast = type == ERROR || !hasMore(packet);
                } else {
                    columnsLeft = (int) number(packet, HEADER);
                    expected = Expected.COLUMN;
                }
            }
            case COLUMN -> {
                columnsLeft--;
                expected = columnsLeft == 0 ? Expected.FIRST_ROW : Expected.COLUMN;
            }
            case FIRST_ROW -> {
                // Older clients ask for a mark between columns and rows.
                boolean isMark = type == END && packet.length == HEADER + 5;
                isLast = !isMark && row(packet, type);
                expected = isMark ? Expected.ROW : expected;
            }
            case ROW -> isLast = row(packet, type);
        }
        return new Answer(packet, isLast);
    }

    private boolean row(byte[] packet, int type) {
        boolean isEnd = type == END || type == ERROR;
        expected = isEnd ? Expected.RESULT : Expected.ROW;
        return isEnd && (type == ERROR || !hasMore(packet));
    }

    /** The state that an OK or an end of rows tells. */
    private static boolean hasMore(byte[] packet) {
        int at;
        if ((packet[HEADER] & 0xFF) == END && packet.length == HEADER + 5) {
            at = HEADER + 3;
        } else {
            at = afterNumber(packet, afterNumber(packet, HEADER + 1));
        }
        return (packet[at] & MORE_RESULTS) != 0;
    }

    private static int afterNumber(byte[] packet, int at) {
        return switch (packet[at] & 0xFF) {
            case 0xFC -> at + 3;
            case 0xFD -> at + 4;
            case 0xFE -> at + 9;
            default -> at + 1;
        };
    }

    private static long number(byte[] packet, int at) {
        int size = afterNumber(packet, at) - at;
        if (size == 1) {
            return packet[at] & 0xFF;
        }
        long number = 0;
        for (int i = size - 1; i > 0; i--) {
            number = number << 8 | (packet[at + i] & 0xFF);
        }
        return number;
    }
}
