package dev.tollgate.redis;

import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import java.util.List;

/** A way of applying batches. Safe for concurrent use. */
sealed interface Writer permits ScriptWriter, WatchWriter {

    /** One result per group, in order; never throws. */
    List<GroupResult> apply(List<Group> groups);

    boolean usesRemembered();
}
