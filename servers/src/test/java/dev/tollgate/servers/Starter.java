package dev.tollgate.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program that starts servers, names their processes and folders, and waits to be killed. */
final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("program")) {
            startProgram(Path.of(arguments[1]));
            return;
        }
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

    /** Halts it as well: such a process sees nothing of its parent's end. */
    private static void startProgram(Path folder) throws IOException {
        JavaProcess program = JavaProcess.start(folder.resolve("printed"), List.of(), Lasting.class, List.of());
        Lasting.awaitRunning(program);
        program.pause();
        System.out.println(folder + " " + program.pid());
        System.out.println("started");
        System.in.readAllBytes();
    }
}
