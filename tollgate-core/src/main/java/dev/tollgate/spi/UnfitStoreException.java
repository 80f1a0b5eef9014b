package dev.tollgate.spi;

import dev.tollgate.api.TollgateException;
import java.util.List;
import java.util.stream.Collectors;

/** The store has settings that can lose an acknowledged write or mix up names, and nobody accepted them by name. */
public final class UnfitStoreException extends TollgateException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    public UnfitStoreException(List<Finding> findings) {
        super(
                findings.stream()
                        .map(f -> "%s: %s; mend: %s; or accept it with accept=%s"
                                .formatted(f.name(), f.message(), f.mend(), f.name()))
                        .collect(Collectors.joining("\n")),
                null);
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }
}
