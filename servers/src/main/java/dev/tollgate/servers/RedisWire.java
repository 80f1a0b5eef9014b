package dev.tollgate.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Redis (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
final class RedisWire extends Wire {
    private static final Set<String> SCRIPT_CALLS = Set.of("EVAL", "EVALSHA");

    /** Of these steps one stands in every call of a script that writes, and in no other. */
    private static final Set<String> WRITING_STEPS = Set.of("rows", "gone");

    private static final int STEP_LENGTH_MAX = 4;

    @Override
    Request request(DataInputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String count = line(in, bytes);
        if (count.charAt(0) != '*') {
            throw new IOException("a command that is no list: " + count);
        }
        String command = "";
        boolean writes = false;
        int words = Integer.parseInt(count.substring(1));
        for (int i = 0; i < words; i++) {
            byte[] word = read(in, Integer.parseInt(line(in, bytes).substring(1)) + 2);
            bytes.write(word);
            if (i == 0) {
                command = text(word).toUpperCase(Locale.ROOT);
                writes = command.equals("EXEC");
            } else if (word.length == STEP_LENGTH_MAX + 2 && SCRIPT_CALLS.contains(command)) {
                writes |= WRITING_STEPS.contains(text(word));
            }
        }
        byte[] all = bytes.toByteArray();
        Request.Kind kind = writes ? Request.Kind.COMMIT : Request.Kind.OTHER;
        return new Request(kind, all, Arrays.copyOf(all, words == 1 ? 0 : all.length / 2), false);
    }

    private static String text(byte[] word) {
        return new String(word, 0, word.length - 2, ISO_8859_1);
    }

    @Override
    Answer answer(DataInputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long left = 1; left > 0; left--) {
            String line = line(in, bytes);
            switch (line.charAt(0)) {
                case '$', '=', '!' -> {
                    int length = Integer.parseInt(line.substring(1));
                    if (length >= 0) {
                        bytes.write(read(in, length + 2));
                    }
                }
                case '*', '~', '>' -> left += Math.max(0, Integer.parseInt(line.substring(1)));
                case '%' -> left += 2L * Integer.parseInt(line.substring(1));
                default -> {}
            }
        }
        return new Answer(bytes.toByteArray(), true);
    }

    private static String line(DataInputStream in, ByteArrayOutputStream copy) throws IOException {
        StringBuilder line = new StringBuilder();
        int b = in.readUnsignedByte();
        while (b != '\n') {
            copy.write(b);
            line.append((char) b);
            b = in.readUnsignedByte();
        }
        copy.write(b);
        if (line.length() < 2 || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("a line of no known kind: " + line);
        }
        line.setLength(line.length() - 1);
        return line.toString();
    }
}
