package dev.tollgate.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own benchmark program: every client adds to the one row, in a database transaction of one statement, without a check of
 * anything and without a client library in between. The limit of all ways that touch the row once for each admission.
 */
final class Pgbench implements Way {
    private static final String SCRIPT = "update bench_row set used = used + 1 where id = 1;\n";
    private static final int WORKERS_MAX = 4;
    private static final long NANOS_OF_MICRO = 1_000;

    private final Path program;
    private final String url;

    Pgbench(Path program, String jdbcUrl) {
        this.program = program;
        url = jdbcUrl;
    }

    /** The newest one where PATH or Debian have it. */
    static Optional<Path> program() {
        List<Path> found = new ArrayList<>();
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(":", -1)) {
            found.add(Path.of(folder, "pgbench"));
        }
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(versions)) {
                List<Path> installed = new ArrayList<>();
                all.forEach(installed::add);
                installed.sort(Comparator.reverseOrder());
                installed.forEach(version -> found.add(version.resolve("bin/pgbench")));
            } catch (IOException e) {
                // Then it is not there.
            }
        }
        return found.stream().filter(Files::isExecutable).findFirst();
    }

    @Override
    public Half half() {
        return Half.LIMITS;
    }

    @Override
    public void prepare(Load load) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table bench_row (id int primary key, used bigint not null)");
            statement.execute("insert into bench_row values (1, 0)");
        }
    }

    @Override
    public Caller caller() {
        throw new UnsupportedOperationException("pgbench brings its own callers");
    }

    @Override
    public Callers.Result run(Load load, String run, Timing timing) throws Exception {
        Path folder = Files.createTempDirectory("tollgate-pgbench");
        try {
            Tally tally = new Tally();
            long warmUpSeconds = timing.warmUp().toSeconds();
            long before = warmUpSeconds == 0 ? 0 : run(folder, "warm-up", load.callers(), warmUpSeconds, null);
            long measuredSeconds = Math.max(1, timing.measured().toSeconds());
            long measured = run(folder, "measured", load.callers(), measuredSeconds, tally);
            tally.told(new Order(load.firstAccount(), "all", before + measured), Answer.ADMITTED);
            return new Callers.Result(tally, measuredSeconds);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /** Runs the program; how many database transactions its log tells of. */
    private long run(Path folder, String name, int clients, long seconds, @Nullable Tally tally)
            throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("script.sql"), SCRIPT);
        URI address = URI.create(url.substring("jdbc:".length()));
        int workers =
                Math.min(clients, Math.min(WORKERS_MAX, Runtime.getRuntime().availableProcessors()));
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--log",
                "--log-prefix=" + folder.resolve(name),
                "--file=" + script,
                "--client=" + clients,
                "--jobs=" + workers,
                "--time=" + seconds));
        command.add("--host=" + address.getHost());
        if (address.getPort() >= 0) {
            command.add("--port=" + address.getPort());
        }
        command.add("--username=" + parameter(address, "user", "postgres"));
        command.add(address.getPath().substring(1));
        Path output = folder.resolve(name + ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PGPASSWORD", parameter(address, "password", ""));
        Process process = builder.start();
        if (!process.waitFor(seconds + 60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("pgbench failed: " + Files.readString(output, StandardCharsets.UTF_8));
        }
        return read(folder, name, tally);
    }

    private static String parameter(URI address, String name, String otherwise) {
        for (String parameter : String.valueOf(address.getQuery()).split("&", -1)) {
            if (parameter.startsWith(name + "=")) {
                return parameter.substring(name.length() + 1);
            }
        }
        return otherwise;
    }

    /** A line for each database transaction: client, number, microseconds, and more. */
    static long micros(String line) {
        return Long.parseLong(line.split(" ", -1)[2]);
    }

    private static long read(Path folder, String name, @Nullable Tally tally) throws IOException {
        long count = 0;
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, name + ".[0-9]*")) {
            for (Path log : logs) {
                try (Stream<String> lines = Files.lines(log)) {
                    for (String line : (Iterable<String>) lines::iterator) {
                        count++;
                        if (tally != null) {
                            tally.took(micros(line) * NANOS_OF_MICRO, false);
                        }
                    }
                }
            }
        }
        return count;
    }

    @Override
    public Map<Integer, Books> books() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select used from bench_row")) {
            rows.next();
            return Map.of(0, new Books(rows.getLong(1), 0, 0));
        }
    }

    @Override
    public void close() {
        // The program has ended.
    }
}
