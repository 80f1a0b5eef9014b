package dev.tollgate.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** PostgreSQL (https://www.postgresql.org/docs/current/protocol-message-formats.html), without TLS. */
final class PostgresWire extends Wire {
    private final Map<String, String> prepared = new HashMap<>();
    private boolean hasBegun;
    private boolean isReady;

    @Override
    Request request(DataInputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!hasBegun) {
            int length = in.readInt();
            new DataOutputStream(bytes).writeInt(length);
            bytes.write(read(in, length - 4));
            hasBegun = true;
            return new Request(Request.Kind.SILENT, bytes.toByteArray());
        }
        Request.Kind kind = Request.Kind.OTHER;
        int lastStatementAt = 0;
        while (true) {
            int at = bytes.size();
            int type = in.readUnsignedByte();
            byte[] body = copy(type, in, bytes);
            switch (type) {
                case 'P' ->
                    prepared.put(text(body, 0), text(body, after(body, 0)).strip());
                case 'B' -> {
                    String statement = prepared.getOrDefault(text(body, after(body, 0)), "");
                    kind = statement.equals("COMMIT") ? Request.Kind.COMMIT : kind;
                }
                case 'E' -> lastStatementAt = at;
                case 'Q' -> kind = text(body, 0).equals("COMMIT") ? Request.Kind.COMMIT : kind;
                default -> {}
            }
            if (type == 'S' || type == 'Q') {
                byte[] all = bytes.toByteArray();
                return new Request(kind, all, Arrays.copyOf(all, lastStatementAt), false);
            } else if (type == 'p' || type == 'X') {
                return new Request(Request.Kind.SILENT, bytes.toByteArray());
            }
        }
    }

    @Override
    Answer answer(DataInputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int type = in.readUnsignedByte();
        copy(type, in, bytes);
        boolean wasReady = isReady;
        isReady |= type == 'Z';
        return new Answer(bytes.toByteArray(), type == 'Z' && wasReady);
    }

    private static byte[] copy(int type, DataInputStream in, ByteArrayOutputStream to) throws IOException {
        int length = in.readInt();
        byte[] body = read(in, length - 4);
        DataOutputStream out = new DataOutputStream(to);
        out.write(type);
        out.writeInt(length);
        out.write(body);
        return body;
    }

    private static String text(byte[] body, int from) {
        return new String(body, from, after(body, from) - 1 - from, ISO_8859_1);
    }

    private static int after(byte[] body, int from) {
        int end = from;
        while (body[end] != 0) {
            end++;
        }
        return end + 1;
    }
}
