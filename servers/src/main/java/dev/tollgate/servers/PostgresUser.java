package dev.tollgate.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL does not run as root. As root it becomes the user {@code nobody}; where a container forbids that or that user cannot
 * reach the files, it stays root in the eyes of the file system and becomes nobody in a user namespace of its own. So does a user
 * whom the system has no name for, as whom PostgreSQL does not run either.
 */
final class PostgresUser {
    private static final String NOBODY = "65534";
    /** What the JVM calls a user that the system has no name for. */
    private static final String WITHOUT_A_NAME = "?";

    private static final List<String> SETPRIV =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
    private static final List<String> UNSHARE = List.of("unshare", "--user", "--");

    private PostgresUser() {}

    /** The words to put before a command of PostgreSQL's; hands the folder to the user that the command runs as. */
    static List<String> prefix(Path binary, Path folder) {
        boolean root = Own.uid() == 0;
        if (!root && !System.getProperty("user.name").equals(WITHOUT_A_NAME)) {
            return List.of();
        }
        StringBuilder failures = new StringBuilder();
        if (root) {
            Folders.run("chown", "-R", NOBODY + ":" + NOBODY, folder.toString());
            if (works(SETPRIV, binary, folder, failures)) {
                return SETPRIV;
            }
            Folders.run("chown", "-R", "0:0", folder.toString());
        }
        if (works(UNSHARE, binary, folder, failures)) {
            return UNSHARE;
        }
        throw new IllegalStateException(
                "PostgreSQL does not run as root, and neither nobody nor a user namespace can run "
                        + binary + " with its files in " + folder
                        + "; run as another user, or set tollgate.test.postgresql:"
                        + failures);
    }

    private static boolean works(List<String> prefix, Path binary, Path folder, StringBuilder failures) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-c", "test -x \"$1\" && test -w \"$2\" && \"$1\" --version", "sh"));
        command.addAll(List.of(binary.toString(), folder.toString()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() == 0) {
                return true;
            }
            failures.append('\n')
                    .append(prefix.get(0))
                    .append(": ")
                    .append(output.isBlank() ? "no access" : output.strip());
        } catch (IOException e) {
            failures.append('\n').append(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return false;
    }
}
