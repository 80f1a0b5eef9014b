package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Figures as files, for those who were not there. */
final class Results {
    private Results() {}

    /**
     * Writes a document, a text and the charts, in place of what is there.
     *
     * @param base what their names begin with
     * @return the files
     */
    static List<Path> write(Path base, Report report) throws IOException {
        List<Path> written = new ArrayList<>();
        Path folder = base.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        written.add(write(base, ".json", report.json().toPrettyString() + "\n"));
        StringBuilder text = new StringBuilder("# " + base.getFileName() + "\n\n```\n" + report.text() + "```\n");
        for (Chart chart : report.charts()) {
            Path file = write(base, "-" + chart.name() + ".svg", chart.svg());
            text.append("\n![")
                    .append(chart.title())
                    .append("](")
                    .append(file.getFileName())
                    .append(")\n");
            written.add(file);
        }
        written.add(write(base, ".md", text.toString()));
        return written;
    }

    private static Path write(Path base, String suffix, String text) throws IOException {
        return Files.writeString(base.resolveSibling(base.getFileName() + suffix), text);
    }
}
