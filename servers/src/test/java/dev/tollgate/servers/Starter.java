package dev.tollgate.servers;

import java.io.IOException;
import java.util.List;

/** A program that starts servers, names their processes and folders, and waits to be killed. */
final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws IOException {
        List<Server> servers = switch (arguments[0]) {
            case "all" -> List.of(PostgresServer.open(), MariadbServer.open(), RedisServer.open());
            default -> List.of(RedisServer.shared());
        };
        for (Server server : servers) {
            System.out.println(server.folder() + " " + String.join(" ", Processes.of(server)));
        }
        System.out.println("started");
        System.in.readAllBytes();
    }
}
