package dev.tollgate.proof.power;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A folder in memory below which file systems are mounted. All of it is gone when it is closed, and also when this JVM ends without
 * closing it; what a killed machine left is removed by the next one that is opened.
 */
final class Mounts implements AutoCloseable {
    private static final String PREFIX = "tollgate-power-";
    private static final String MEMORY = "2g";

    private final Path folder;
    private final Process remover;
    private int disks;

    private Mounts(Path folder, Process remover) {
        this.folder = folder;
        this.remover = remover;
    }

    /**
     * Opens the folder. Where this user or this machine does not allow to mount, that is printed and the test ends here, as one that
     * did not run.
     *
     * @param what of the evidence needs it, for what is printed
     */
    static Mounts openOrNotRun(String what) {
        removeLeftOver();
        if (!Command.run("id", "-u").strip().equals("0")) {
            NotRun.because(what, "needs root");
        }
        Mounts mounts = make();
        try {
            Command.run(
                    "mount",
                    "-t",
                    "tmpfs",
                    "-o",
                    "mode=755,size=" + MEMORY,
                    "tollgate",
                    mounts.ram().toString());
            mounts.disk(64).close();
        } catch (Command.FailedException e) {
            mounts.close();
            NotRun.because(what, "mounting is not allowed here: " + e.getMessage());
        }
        return mounts;
    }

    private static Mounts make() {
        try {
            Path folder = Files.createTempDirectory(
                    temporary(), PREFIX + ProcessHandle.current().pid() + "-");
            Command.run("chmod", "755", folder.toString());
            Mounts mounts = new Mounts(folder, remover(folder));
            Files.createDirectory(mounts.ram());
            return mounts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() throws IOException {
        return Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    }

    private static Process remover(Path folder) throws IOException {
        try (InputStream script = Objects.requireNonNull(Mounts.class.getResourceAsStream("unmount.sh"))) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            return new ProcessBuilder("sh", "-c", text, "unmount", folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }
    }

    private static void removeLeftOver() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary(), PREFIX + "*")) {
            for (Path each : folders) {
                String pid =
                        Objects.requireNonNull(each.getFileName()).toString().split("-", -1)[2];
                if (!Files.exists(Path.of("/proc", pid)) && Files.isWritable(each)) {
                    await(remover(each));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ram() {
        return folder.resolve("ram");
    }

    /** A new empty disk with room for about so many megabytes. */
    Disk disk(int megabytes) {
        return Disk.format(newPlace(), megabytes);
    }

    /** A place for one more disk. */
    Path newPlace() {
        disks++;
        return ram().resolve("disk-" + disks);
    }

    @Override
    public void close() {
        try {
            await(remover);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(folder)) {
            throw new IllegalStateException(folder + " could not be removed");
        }
    }

    private static void await(Process remover) throws IOException {
        remover.getOutputStream().close();
        try {
            if (!remover.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException("unmounting has not ended for a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
