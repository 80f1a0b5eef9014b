package dev.tollgate.proof.faults.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A file that lines are only ever appended to, each by one write, so that those of several processes never mix. */
final class Lines {
    private Lines() {}

    /** Appends lines. Safe for use by several threads. */
    static final class Writer {
        private final FileChannel channel;

        Writer(Path file) {
            try {
                channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Returns when the system has the line, which then outlives this process. */
        void append(String line) {
            ByteBuffer bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8));
            try {
                int length = bytes.remaining();
                if (channel.write(bytes) != length) {
                    throw new IOException("a line was written in part: " + line);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads what has been appended since it was asked last. Not safe for use by several threads. */
    static final class Tail {
        private final Path file;
        private long position;

        Tail(Path file) {
            this.file = file;
        }

        /** The lines that were appended to their end; one that a killed process left without its end is not there yet. */
        List<String> next() {
            if (!Files.exists(file)) {
                return List.of();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - position));
                while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
                    // More of it.
                }
                String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
                List<String> lines = new ArrayList<>();
                int from = 0;
                for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
                    lines.add(text.substring(from, end));
                    position += text.substring(from, end + 1).getBytes(StandardCharsets.UTF_8).length;
                    from = end + 1;
                }
                return lines;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
