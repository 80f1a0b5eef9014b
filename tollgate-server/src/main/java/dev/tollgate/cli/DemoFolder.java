package dev.tollgate.cli;

import dev.tollgate.replay.Reading;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the demo keeps its store and its ledger: a folder that is deleted, also when the demo is interrupted, or one to keep. */
final class DemoFolder implements AutoCloseable {
    private final Path folder;
    private final @Nullable Thread atExit;

    private DemoFolder(Path folder, boolean deleted) {
        this.folder = folder;
        if (deleted) {
            atExit = new Thread(this::delete);
            Runtime.getRuntime().addShutdownHook(atExit);
        } else {
            atExit = null;
        }
    }

    static DemoFolder open(@Nullable Path keep) {
        try {
            return keep == null
                    ? new DemoFolder(Files.createTempDirectory("tollgate-demo-"), true)
                    : new DemoFolder(Files.createDirectory(keep), false);
        } catch (FileAlreadyExistsException e) {
            throw Failure.usage("%s is there already; the demo needs a new folder".formatted(keep));
        } catch (IOException e) {
            throw Failure.usage("the folder %s cannot be made: %s".formatted(keep, Reading.why(e)));
        }
    }

    String storeUrl() {
        return "sqlite:" + folder.resolve("tollgate.db");
    }

    Path ledger() {
        return folder.resolve("ledger.jsonl");
    }

    @Override
    public void close() {
        if (atExit != null) {
            delete();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private void delete() {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> all = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // What is left of it lies in the folder for temporary files.
        }
    }
}
