package dev.tollgate.proof.power;

import dev.tollgate.Tollgate;
import dev.tollgate.servers.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server, with the callers in this JVM. */
final class ServerMachine implements Machine {
    private final Site site;
    private final Tollgate tollgate;
    private @Nullable Load load;

    ServerMachine(Path folder, Setting setting) {
        site = Site.open(folder, setting);
        try {
            tollgate = site.tollgate();
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    @Override
    public Tollgate tollgate() {
        return tollgate;
    }

    @Override
    public void begin(Book book, String prefix) {
        load = Load.start(tollgate.blocking(), book, prefix);
    }

    @Override
    public void halt() {
        server().pause();
    }

    @Override
    public List<Long> processes() {
        return ProcessHandle.of(server().pid()).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Override
    public boolean startedAnew() {
        if (ProcessHandle.of(server().pid()).isPresent()) {
            return false;
        }
        server().kill();
        server().start();
        return true;
    }

    @Override
    public Tollgate stop() throws InterruptedException {
        Load running = load;
        if (running != null) {
            running.stop();
        }
        return tollgate;
    }

    Server server() {
        return site.server().orElseThrow();
    }

    @Override
    public void end() throws InterruptedException {
        server().kill();
        stop();
    }

    @Override
    public void close() {
        Load running = load;
        if (running != null) {
            running.askToStop();
        }
        site.close();
        tollgate.close();
    }
}
