package dev.tollgate.redis;

import java.util.List;

/** Which server holds which shard. Safe for concurrent use. */
sealed interface Servers extends AutoCloseable permits OneServer, ClusterServers {

    /** Where the shard is, as far as is known. May connect. */
    Node nodeOf(int shard);

    /** Whether a script may touch several shards at once. */
    boolean servesAllShards();

    /** A slot was not where it was thought to be: looks at the cluster again. */
    void lookAgain();

    /** Every primary. */
    List<Node> primaries();

    @Override
    void close();
}
