package dev.tollgate.bench;

/**
 * What an account comes to.
 *
 * @param used what its limit has consumed
 * @param tickets operations that were admitted
 * @param succeeded those of them that were reported as done
 */
record Books(long used, long tickets, long succeeded) {
    static final Books NONE = new Books(0, 0, 0);

    Books plus(Books other) {
        return new Books(used + other.used, tickets + other.tickets, succeeded + other.succeeded);
    }
}
