package dev.tollgate.api;

/** Suspended and closed accounts take no new admissions and still take every report, renew and reverse. */
public enum AccountStatus {
    ACTIVE,
    SUSPENDED,
    /** Final. */
    CLOSED
}
