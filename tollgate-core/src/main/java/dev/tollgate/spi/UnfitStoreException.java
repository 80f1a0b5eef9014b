package dev.tollgate.spi;

import dev.tollgate.api.TollgateException;
import java.util.List;
import java.util.stream.Collectors;

/** The store has settings that can lose an acknowledged write or mix up names, and nobody accepted them by name. */
public final class UnfitStoreException extends TollgateException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    public UnfitStoreException(List<Finding> findings) {
        super(findings.stream().map(UnfitStoreException::text).collect(Collectors.joining("\n")), null);
        this.findings = List.copyOf(findings);
    }

    private static String text(Finding finding) {
        String text = "%s: %s; mend: %s".formatted(finding.name(), finding.message(), finding.mend());
        return finding.severity() == Finding.Severity.UNFIT
                ? "%s; or accept it with accept=%s".formatted(text, finding.name())
                : text;
    }

    /** What was refused. */
    public List<Finding> findings() {
        return findings;
    }
}
