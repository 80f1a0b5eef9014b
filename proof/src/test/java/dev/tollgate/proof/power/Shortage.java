package dev.tollgate.proof.power;

import dev.tollgate.servers.RedisServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Takes away the room that a store grows into, and gives it back. */
interface Shortage {
    /** For what is printed. */
    String name();

    void begin();

    void end();

    /** A file that takes all that is left of a disk. */
    record FillingFile(Path folder) implements Shortage {
        @Override
        public String name() {
            return "the disk is full";
        }

        @Override
        public void begin() {
            byte[] block = new byte[4096];
            ThreadLocalRandom.current().nextBytes(block);
            try (OutputStream out = Files.newOutputStream(file())) {
                while (true) {
                    out.write(block);
                }
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).contains("No space left on device")) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void end() {
            try {
                Files.delete(file());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Path file() {
            return folder.resolve("filling");
        }
    }

    /** A bound on the size of files, set on running processes. */
    record FileSizes(Machine machine, long bytesMax) implements Shortage {
        @Override
        public String name() {
            return "files may not grow beyond %d KB".formatted(bytesMax >> 10);
        }

        @Override
        public void begin() {
            set(bytesMax + ":");
        }

        @Override
        public void end() {
            set("unlimited:");
        }

        private void set(String bound) {
            for (long each : machine.processes()) {
                try {
                    Command.run("prlimit", "--pid", Long.toString(each), "--fsize=" + bound);
                } catch (Command.FailedException e) {
                    if (ProcessHandle.of(each).isPresent()) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Redis's own bound on memory, beyond which it takes no writes. */
    record RedisMemory(RedisServer server) implements Shortage {
        @Override
        public String name() {
            return "maxmemory is reached";
        }

        @Override
        public void begin() {
            server.call("CONFIG", "SET", "maxmemory", "1mb");
        }

        @Override
        public void end() {
            server.call("CONFIG", "SET", "maxmemory", "0");
        }
    }
}
