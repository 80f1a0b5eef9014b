package dev.tollgate.bench;

/** Which part of the work a way does: others leave out the half that is hard together. */
enum Half {
    /** An operation is admitted once, and within the limits of its account. */
    BOTH("once, limits"),
    /** An operation is admitted once; there are no limits. */
    ONCE("once"),
    /** Limits are kept; nobody notices when an operation comes twice. */
    LIMITS("limits");

    private final String text;

    Half(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }

    /** What a way that does this much can be held to. */
    Books of(Books books) {
        return switch (this) {
            case BOTH -> books;
            case ONCE -> new Books(0, books.tickets(), 0);
            case LIMITS -> new Books(books.used(), 0, 0);
        };
    }
}
