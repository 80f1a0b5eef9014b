package dev.tollgate.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary folders, and the one that keeps unpacked binaries. */
final class Folders {
    /** Where binaries are kept; the default stands outside the home directory, because another user may have to read it. */
    private static final String CACHE = "tollgate.test.cache";

    private static final String COUNT = ".files";

    private Folders() {}

    interface Unpacking {
        void unpackInto(Path folder, InputStream archive) throws IOException;
    }

    /**
     * The folder with the binaries of an archive on the class path; unpacks them if that has not happened yet. Several processes may
     * ask at once: each unpacks aside, the first to finish moves its folder into place.
     */
    static Path unpacked(String archive, Unpacking unpacking) {
        URL resource = Folders.class.getResource(archive);
        if (resource == null) {
            throw new IllegalStateException("The class path has no binaries " + archive);
        }
        // The jar that holds the archive carries the version in its name.
        String[] path = resource.getPath().replaceFirst("!.*", "").split("/", -1);
        String name = path[path.length - 1]
                + archive.substring(archive.lastIndexOf('/')).replace('/', '-');
        try {
            Path cache = cache();
            Path folder = cache.resolve(name);
            if (isWhole(folder)) {
                return folder;
            }
            Path aside = Files.createTempDirectory(cache, name + "-");
            try (InputStream in = resource.openStream()) {
                unpacking.unpackInto(aside, in);
            }
            Files.writeString(aside.resolve(COUNT), Long.toString(files(aside) + 1));
            run("chmod", "-R", "a+rX", aside.toString());
            if (Files.exists(folder) && !isWhole(folder)) {
                Path broken = Files.createTempDirectory(cache, name + "-broken-");
                Files.move(folder, broken.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                remove(broken);
            }
            try {
                Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                if (!isWhole(folder)) {
                    throw e;
                }
                remove(aside);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("The binaries of " + name + " could not be unpacked", e);
        }
    }

    /** Machines clean their temporary folders file by file, so that a folder's existence does not prove that it is whole. */
    private static boolean isWhole(Path folder) throws IOException {
        try {
            return Files.readString(folder.resolve(COUNT)).equals(Long.toString(files(folder)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> !Files.isDirectory(each)).count();
        }
    }

    private static Path cache() throws IOException {
        String set = System.getProperty(CACHE);
        Path cache = set != null ? Path.of(set).toAbsolutePath() : temporary().resolve("tollgate-servers-" + Own.uid());
        Files.createDirectories(cache);
        if (set == null && Own.uid(cache) != Own.uid()) {
            throw new IOException(cache + " belongs to another user; set " + CACHE);
        }
        return cache;
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    /** Unpacks a tar archive with the machine's {@code tar}. */
    static void untar(InputStream archive, Path folder) throws IOException {
        Process tar = new ProcessBuilder("tar", "-x", "--no-same-owner", "-C", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = tar.getOutputStream()) {
            archive.transferTo(in);
        }
        if (exitCode(tar) != 0) {
            throw new IOException("tar could not unpack into " + folder);
        }
    }

    /** A new folder in the system's place for temporary files. */
    static Path fresh(String name) {
        try {
            return Files.createTempDirectory(temporary(), "tollgate-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a folder with all it holds. */
    static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = new ArrayList<>(all.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command and waits for it; fails with its output. */
    static void run(String... command) {
        run(Path.of("/dev/null"), List.of(command));
    }

    /** As {@link #run(String...)}, with a file as standard input. */
    static void run(Path input, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(input.toFile())
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (exitCode(process) != 0) {
                throw new IllegalStateException("Failed: " + command + "\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
