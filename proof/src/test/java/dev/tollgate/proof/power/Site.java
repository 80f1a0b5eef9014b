package dev.tollgate.proof.power;

import dev.tollgate.Tollgate;
import dev.tollgate.proof.stores.ProofStore;
import dev.tollgate.servers.MariadbServer;
import dev.tollgate.servers.PostgresServer;
import dev.tollgate.servers.RedisServer;
import dev.tollgate.servers.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store whose files lie in a folder, with the server that it lives in; what the folder already holds is taken up as it is. */
final class Site implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    private final Setting setting;
    private final @Nullable Server server;
    private final String url;

    private Site(Setting setting, @Nullable Server server, String url) {
        this.setting = setting;
        this.server = server;
        this.url = ProofStore.with(url, setting.parameters());
    }

    static Site open(Path folder, Setting setting) {
        return open(folder, setting, Map.of());
    }

    /** @param variables that the server's process finds in its environment */
    static Site open(Path folder, Setting setting, Map<String, String> variables) {
        Path files = folder.resolve("store");
        return switch (setting.kind()) {
            case SQLITE -> new Site(setting, null, "sqlite:" + folder.resolve("tollgate.db"));
            case POSTGRESQL -> of(setting, PostgresServer.open(created(files), setting.server(), variables));
            case MARIADB -> of(setting, MariadbServer.open(created(files), setting.server(), variables));
            case REDIS -> of(setting, RedisServer.open(created(files), setting.server(), variables));
            case REDIS_CLUSTER -> throw new IllegalArgumentException("each of its servers is a " + ProofStore.REDIS);
        };
    }

    private static Path created(Path folder) {
        Command.run("mkdir", "-p", folder.toString());
        return folder;
    }

    private static Site of(Setting setting, Server server) {
        return new Site(setting, server, server.url());
    }

    String url() {
        return url;
    }

    /** The server; empty for a file. */
    Optional<Server> server() {
        return Optional.ofNullable(server);
    }

    /** The library on this store. */
    Tollgate tollgate() {
        return tollgate(setting.kind(), url);
    }

    static Tollgate tollgate(ProofStore kind, String url) {
        return Tollgate.on(kind.open(url)).callTimeout(CALL_TIMEOUT).start();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
