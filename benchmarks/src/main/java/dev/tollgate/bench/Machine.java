package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the numbers were measured on, in words. */
final class Machine {
    private Machine() {}

    static String describe() {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %d GiB, %s %s, files on %s, JDK %s",
                Runtime.getRuntime().availableProcessors(),
                fact("/proc/cpuinfo", "model name"),
                memoryGib(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                fileSystem(),
                Runtime.version());
    }

    /** Where servers keep their files: on one in memory nothing is ever flushed. */
    private static String fileSystem() {
        try {
            return Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")))
                    .type();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static long memoryGib() {
        String kib = fact("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return kib.isEmpty() ? 0 : Math.round(Long.parseLong(kib) / (1024.0 * 1024));
    }

    private static String fact(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
