package dev.tollgate.spi;

import dev.tollgate.api.AccountStatus;
import org.jspecify.annotations.Nullable;

/** Which accounts of a tenant to list; a null status does not filter. */
public record AccountFilter(String tenant, @Nullable AccountStatus status) {}
