package dev.tollgate.proof.planted;

import java.util.List;
import java.util.Locale;

/**
 * What has to notice a bug: the simulator, or suites of the contract that every store has to pass.
 *
 * @param rungs the nested classes of the contract that are run; none for the simulator
 */
record Finder(Kind kind, List<String> rungs) {

    enum Kind {
        SIMULATOR("simulator"),
        MEMORY("store contract, memory"),
        SQLITE("store contract, SQLite"),
        POSTGRESQL("store contract, PostgreSQL"),
        MARIADB("store contract, MariaDB"),
        REDIS("store contract, Redis"),
        REDIS_WATCH("store contract, Redis with WATCH");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The class of the contract for this store. */
        String contract() {
            return switch (this) {
                case SIMULATOR -> throw new IllegalStateException("the simulator is no contract");
                case MEMORY -> "dev.tollgate.testkit.MemoryStoreContractTest";
                case SQLITE -> "dev.tollgate.jdbc.SqliteStoreContractTest";
                case POSTGRESQL -> "dev.tollgate.jdbc.PostgresStoreContractTest";
                case MARIADB -> "dev.tollgate.jdbc.MariadbStoreContractTest";
                case REDIS -> "dev.tollgate.redis.RedisStoreContractTest";
                case REDIS_WATCH -> "dev.tollgate.redis.RedisOptimisticStoreContractTest";
            };
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Reads {@code simulator}, or {@code sqlite: Limits, Calendar}. */
    static Finder parse(String text) {
        String[] parts = text.split(":", 2);
        Kind kind = Kind.valueOf(parts[0].strip().toUpperCase(Locale.ROOT).replace(' ', '_'));
        String[] rungs = parts.length == 1 ? new String[0] : parts[1].strip().split("\\s*,\\s*", -1);
        if ((kind == Kind.SIMULATOR) != (rungs.length == 0)) {
            throw new IllegalArgumentException("a contract and at least one of its suites, or the simulator: " + text);
        }
        return new Finder(kind, List.of(rungs));
    }
}
