package dev.tollgate.proof.simulation;

/** Something that must never be, by the name of the check that saw it. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String check;

    Violation(String check, String found) {
        super(check + ": " + found);
        this.check = check;
    }

    String check() {
        return check;
    }
}
