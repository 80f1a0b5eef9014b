package dev.tollgate.proof.power;

import dev.tollgate.proof.stores.ProofStore;
import java.util.Map;

/**
 * How a store is set up.
 *
 * @param name as in the store's own documentation
 * @param server what is set on the server
 * @param parameters of the store's address
 */
record Setting(ProofStore kind, String name, Map<String, String> server, String parameters) {
    static final Setting SQLITE_FULL = new Setting(ProofStore.SQLITE, "synchronous=full", Map.of(), "");
    static final Setting SQLITE_NORMAL =
            new Setting(ProofStore.SQLITE, "synchronous=normal", Map.of(), "synchronous=normal&accept=synchronous");

    static final Setting POSTGRESQL_ON = new Setting(ProofStore.POSTGRESQL, "synchronous_commit=on", Map.of(), "");
    static final Setting POSTGRESQL_OFF = new Setting(
            ProofStore.POSTGRESQL,
            "synchronous_commit=off",
            // So that the loss never comes right behind one of the flushes that there are.
            Map.of("synchronous_commit", "off", "wal_writer_delay", "10000"),
            "accept=synchronous-commit");

    static final Setting MARIADB_1 =
            new Setting(ProofStore.MARIADB, "innodb_flush_log_at_trx_commit=1, no binary log", Map.of(), "");
    static final Setting MARIADB_2 = new Setting(
            ProofStore.MARIADB,
            "innodb_flush_log_at_trx_commit=2, no binary log",
            // So that the loss never comes right behind one of the flushes that there are.
            Map.of("innodb_flush_log_at_trx_commit", "2", "innodb_flush_log_at_timeout", "60"),
            "accept=innodb-flush-log");
    static final Setting MARIADB_BINLOG_1 =
            new Setting(ProofStore.MARIADB, "sync_binlog=1", Map.of("log_bin", "binlog", "sync_binlog", "1"), "");
    static final Setting REDIS_ALWAYS = new Setting(ProofStore.REDIS, "appendfsync always", Map.of(), "");
    static final Setting REDIS_EVERYSEC = new Setting(
            ProofStore.REDIS, "appendfsync everysec", Map.of("appendfsync", "everysec"), "accept=appendfsync");

    /** Whether this store is one of those that were asked for. */
    boolean isAskedFor() {
        return ProofStore.all().contains(kind);
    }
}
