package dev.tollgate.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/** What the system says of processes. */
final class Processes {
    private Processes() {}

    /** The ids of a server's process and of its child processes. */
    static List<String> of(Server server) {
        return LongStream.concat(
                        LongStream.of(server.pid()),
                        ProcessHandle.of(server.pid())
                                .orElseThrow()
                                .descendants()
                                .mapToLong(ProcessHandle::pid))
                .mapToObj(Long::toString)
                .toList();
    }

    static boolean runs(String pid) {
        try {
            return Guard.runs(pid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isStopped(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
