package dev.tollgate.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The program's version, and the Java that runs it: what a report of a fault has to name. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        // Classes that do not come from a jar have no manifest.
        String version =
                Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "(not packaged)");
        return new String[] {
            "tollgate " + version, "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
        };
    }
}
