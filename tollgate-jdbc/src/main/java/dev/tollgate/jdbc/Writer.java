package dev.tollgate.jdbc;

import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import java.util.List;

/** Applies batches, in the calling thread. Safe for concurrent use. */
interface Writer extends AutoCloseable {

    /** Never throws: whatever goes wrong is a result. */
    List<GroupResult> apply(List<Group> batch);

    @Override
    void close();
}
