package dev.tollgate.api;

/** What must hold for a configuration to be written (RFC 9110, section 13). */
public sealed interface Precondition {
    /** Write whatever is there. */
    record None() implements Precondition {}

    /** The account must exist ({@code If-Match: *}). */
    record Exists() implements Precondition {}

    /** The account must not exist ({@code If-None-Match: *}). */
    record Absent() implements Precondition {}

    /** The configuration must still be this one ({@code If-Match} with an entity tag). */
    record ConfigVersion(long version) implements Precondition {}

    Precondition NONE = new None();
}
