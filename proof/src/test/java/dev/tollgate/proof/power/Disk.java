package dev.tollgate.proof.power;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk with a write cache that a loss of power empties. It is a file system within an image, which is a file of a second file system
 * within a second image. What a program has written and not flushed is in the memory of the first file system; what that one
 * has sent to its disk and not flushed is in the memory of the second; only what was flushed is in the second image, which is what a
 * loss of power leaves.
 */
final class Disk implements AutoCloseable {
    /** Both write on their own accord once in ten minutes; the kernel writes what has been waiting for half a minute. */
    private static final String OPTIONS = "loop,noatime,commit=600";

    private static final int OUTER_MEGABYTES_MORE = 64;
    private static final int COPIES_MAX = 50;

    private final Path place;

    private Disk(Path place) {
        this.place = place;
    }

    static Disk format(Path place, int megabytes) {
        Disk disk = new Disk(place);
        disk.makeImage(disk.image(), megabytes + OUTER_MEGABYTES_MORE);
        mount(disk.image(), disk.medium());
        disk.makeImage(disk.cache(), megabytes);
        mount(disk.cache(), disk.folder());
        disk.flush();
        return disk;
    }

    private void makeImage(Path image, int megabytes) {
        try {
            Files.createDirectories(image.resolveSibling("."));
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength((long) megabytes << 20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run(
                "mke2fs",
                "-q",
                "-F",
                "-t",
                "ext4",
                "-m",
                "0",
                "-E",
                "nodiscard,lazy_itable_init=0",
                "-J",
                "size=8",
                "-N",
                "4096",
                image.toString());
    }

    private static void mount(Path image, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run("mount", "-o", OPTIONS, image.toString(), folder.toString());
    }

    private Path image() {
        return place.resolve("image");
    }

    private Path medium() {
        return place.resolve("medium");
    }

    private Path cache() {
        return medium().resolve("image");
    }

    /** Where the files are. */
    Path folder() {
        return place.resolve("files");
    }

    /** Writes everything to the medium. */
    void flush() {
        Command.run("sync", "-f", folder().toString());
        Command.run("sync", "-f", medium().toString());
    }

    /**
     * The disk as it is when the machine loses power now and is started again. Whoever writes to this one must have been halted, and the
     * kernel is waited for until it has nothing more under way.
     */
    Disk afterPowerLoss(Path newPlace) {
        Disk after = new Disk(newPlace);
        try {
            Files.createDirectories(newPlace);
            for (int copies = 1; !copyAtRest(after.image()); copies++) {
                if (copies == COPIES_MAX) {
                    throw new IllegalStateException("The disk is written to although nobody does");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mount(after.image(), after.medium());
        mount(after.cache(), after.folder());
        return after;
    }

    /** Copies the medium; whether nothing was written to it meanwhile. */
    private boolean copyAtRest(Path target) throws IOException {
        String before = written();
        Command.run("cp", "--sparse=always", "--reflink=never", image().toString(), target.toString());
        return !before.isEmpty() && before.equals(written());
    }

    /** How much has been written to the medium; empty while more is under way. See the kernel's {@code block/stat.rst}. */
    private String written() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String[] words = line.split(" ", -1);
            if (words[4].equals(medium().toString())) {
                String stat = Files.readString(Path.of("/sys/dev/block", words[2], "stat"));
                List<String> numbers = List.of(stat.strip().split(" +", -1));
                return numbers.get(8).equals("0")
                        ? "writes %s, sectors %s".formatted(numbers.get(4), numbers.get(6))
                        : "";
            }
        }
        throw new IOException(medium() + " is not mounted");
    }

    /** Unmounts it and forgets what was on it. */
    @Override
    public void close() {
        Command.run("umount", folder().toString());
        Command.run("umount", medium().toString());
        Command.run("rm", "-rf", "--one-file-system", place.toString());
    }
}
