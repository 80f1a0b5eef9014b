package dev.tollgate.jdbc;

import dev.tollgate.api.InvalidRequestException;
import java.util.List;
import java.util.Set;

/**
 * The parameters of an SQLite store's address.
 *
 * @param synchronous when the log is flushed: {@code full}, {@code extra}, {@code normal} or {@code off}
 * @param accepted findings that the operator accepts by name
 */
record SqliteSettings(SqliteFile file, String synchronous, Set<String> accepted) {
    static final String PREFIX = "sqlite:";

    /** @throws InvalidRequestException naming the parameter that is unknown or out of its range */
    static SqliteSettings parse(String text) {
        StoreUrl url = StoreUrl.parse(PREFIX, text);
        SqliteFile file = SqliteFile.of(url.target());
        // Both ways are the same where nothing that was read can move.
        url.choice("strategy", List.of("auto", "optimistic", "pessimistic"));
        String synchronous = url.choice("synchronous", List.of("full", "extra", "normal", "off"));
        Set<String> accepted = url.choices("accept", SqliteCheck.ACCEPTABLE);
        url.noMore();
        return new SqliteSettings(file, synchronous == null ? "full" : synchronous, accepted);
    }
}
