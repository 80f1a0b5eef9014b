package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Finding.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the servers are fit for money. Every primary is looked at; of each finding the worst is told. */
final class RedisCheck {
    private static final String APPENDONLY = "appendonly";
    private static final String APPENDFSYNC = "appendfsync";
    private static final String FSYNC_ON_REWRITE = "no-appendfsync-on-rewrite";
    private static final String MAXMEMORY_POLICY = "maxmemory-policy";
    private static final String REPLICATION = "replication";
    private static final String CONFIG = "config";

    /** What can be accepted by name. */
    static final List<String> ACCEPTABLE =
            List.of(APPENDONLY, APPENDFSYNC, FSYNC_ON_REWRITE, MAXMEMORY_POLICY, REPLICATION, CONFIG);

    private static final int[] VERSION_MIN = {6, 2};
    private static final long CLOCK_OFF_MILLIS_MAX = 1_000;

    private final Set<String> accepted;

    RedisCheck(Set<String> accepted) {
        this.accepted = accepted;
    }

    /** What decides whether the store is opened. */
    List<Finding> settings(List<Node> primaries) {
        return worst(primaries, this::settings);
    }

    /** Everything. */
    List<Finding> all(List<Node> primaries) {
        return worst(primaries, facts -> {
            List<Finding> findings = new ArrayList<>(settings(facts));
            findings.add(ok("key-identity", "names are part of keys, which are bytes and compared as such"));
            findings.add(loadTruncated(facts));
            findings.add(minReplicas(facts));
            findings.add(memory(facts));
            findings.add(lastWrite(facts));
            findings.add(clock(facts));
            return findings;
        });
    }

    private interface Look {
        List<Finding> at(ServerFacts facts);
    }

    private static List<Finding> worst(List<Node> primaries, Look look) {
        Map<String, Finding> worst = new LinkedHashMap<>();
        for (Node node : primaries) {
            for (Finding finding : look.at(ServerFacts.of(node))) {
                Finding told = primaries.size() == 1
                        ? finding
                        : new Finding(
                                finding.name(), finding.severity(), node + ": " + finding.message(), finding.mend());
                worst.merge(
                        told.name(),
                        told,
                        (one, other) -> other.severity().compareTo(one.severity()) > 0 ? other : one);
            }
        }
        return List.copyOf(worst.values());
    }

    private List<Finding> settings(ServerFacts facts) {
        List<Finding> findings = new ArrayList<>();
        findings.add(version(facts));
        findings.add(role(facts));
        if (facts.config() == null) {
            findings.add(unfit(
                    CONFIG,
                    "the server does not let this user read its settings: whether it flushes what it acknowledges, and"
                            + " never evicts, cannot be told",
                    "let this user run CONFIG GET, or look at the settings yourself"));
        } else {
            findings.add(appendOnly(facts));
            findings.add(appendFsync(facts));
            findings.add(fsyncOnRewrite(facts));
            findings.add(maxmemoryPolicy(facts));
        }
        findings.add(replication(facts));
        Map<String, String> cluster = facts.cluster();
        if (cluster != null) {
            findings.add(clusterState(cluster));
        }
        return findings;
    }

    private static Finding version(ServerFacts facts) {
        String valkey = facts.info("valkey_version");
        String version = facts.info("redis_version");
        String message = valkey.isEmpty() ? "Redis " + version : "Valkey %s (Redis %s)".formatted(valkey, version);
        return isAtLeast(version, VERSION_MIN)
                ? ok("version", message)
                : new Finding("version", Severity.REFUSED, message, "use Redis 6.2 or newer, or Valkey");
    }

    private static boolean isAtLeast(String version, int[] min) {
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < min.length; i++) {
            int part;
            try {
                part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            } catch (NumberFormatException e) {
                return false;
            }
            if (part != min[i]) {
                return part > min[i];
            }
        }
        return true;
    }

    private static Finding role(ServerFacts facts) {
        String role = facts.info("role");
        return role.equals("master")
                ? ok("role", "primary")
                : new Finding(
                        "role",
                        Severity.REFUSED,
                        "a replica, which takes no writes and is behind its primary",
                        "name the primary in the store's address");
    }

    private Finding appendOnly(ServerFacts facts) {
        return facts.setting(APPENDONLY).equals("yes")
                ? ok(APPENDONLY, "appendonly yes")
                : unfit(
                        APPENDONLY,
                        "appendonly %s: what was acknowledged since the last snapshot is lost when the server ends"
                                .formatted(facts.setting(APPENDONLY)),
                        "set appendonly yes");
    }

    private Finding appendFsync(ServerFacts facts) {
        String value = facts.setting(APPENDFSYNC);
        return value.equals("always")
                ? ok(APPENDFSYNC, "appendfsync always: every acknowledged write was flushed to the disk")
                : unfit(
                        APPENDFSYNC,
                        "appendfsync %s: acknowledged writes are lost when the machine loses power".formatted(value),
                        "set appendfsync always");
    }

    private Finding fsyncOnRewrite(ServerFacts facts) {
        String value = facts.setting(FSYNC_ON_REWRITE);
        return value.equals("no")
                ? ok(FSYNC_ON_REWRITE, FSYNC_ON_REWRITE + " no")
                : unfit(
                        FSYNC_ON_REWRITE,
                        "%s %s: nothing is flushed while the log is rewritten".formatted(FSYNC_ON_REWRITE, value),
                        "set %s no".formatted(FSYNC_ON_REWRITE));
    }

    private Finding maxmemoryPolicy(ServerFacts facts) {
        String value = facts.setting(MAXMEMORY_POLICY);
        String message = "%s %s".formatted(MAXMEMORY_POLICY, value);
        if (value.equals("noeviction")) {
            return ok(MAXMEMORY_POLICY, message);
        } else if (value.startsWith("volatile-")) {
            return note(
                    MAXMEMORY_POLICY,
                    message + ": only keys with a time to live are evicted, and this store sets none",
                    "set maxmemory-policy noeviction");
        }
        return unfit(
                MAXMEMORY_POLICY,
                message + ": tickets and usage are thrown away when memory runs short",
                "set maxmemory-policy noeviction");
    }

    private Finding replication(ServerFacts facts) {
        String replicas = facts.info("connected_slaves");
        return replicas.isEmpty() || replicas.equals("0")
                ? ok(REPLICATION, "no replicas: nothing can fail over to less than was acknowledged")
                : unfit(
                        REPLICATION,
                        "%s replicas: they are sent what was acknowledged before, so a failover can lose acknowledged writes"
                                .formatted(replicas),
                        "run without replicas, or with a failover that a human decides");
    }

    private static Finding clusterState(Map<String, String> cluster) {
        String state = cluster.getOrDefault("cluster_state", "");
        String slots = cluster.getOrDefault("cluster_slots_ok", "");
        String message = "state %s, %s slots served".formatted(state, slots);
        return state.equals("ok") && slots.equals("16384")
                ? ok("cluster-state", message)
                : note(
                        "cluster-state",
                        message + ": accounts in the others are unavailable",
                        "look at CLUSTER NODES and bring back what has failed");
    }

    private static Finding loadTruncated(ServerFacts facts) {
        return facts.setting("aof-load-truncated").equals("yes")
                ? note(
                        "aof-load-truncated",
                        "yes: after a crash a log that ends within a write is cut there without asking; a write that was"
                                + " acknowledged is always whole, unless the disk was damaged",
                        "set aof-load-truncated no to be told instead")
                : ok("aof-load-truncated", "no, or not known");
    }

    private static Finding minReplicas(ServerFacts facts) {
        String value = facts.setting("min-replicas-to-write");
        return value.isEmpty() || value.equals("0")
                ? ok("min-replicas", "writes do not depend on replicas")
                : note(
                        "min-replicas",
                        "min-replicas-to-write %s: with fewer replicas the store is unavailable".formatted(value),
                        "know it");
    }

    private static Finding memory(ServerFacts facts) {
        String max = facts.setting("maxmemory");
        return max.isEmpty() || max.equals("0")
                ? note(
                        "maxmemory",
                        "none: a server that outgrows the machine is killed by it",
                        "set maxmemory below the machine's memory, so that the server refuses writes instead")
                : ok("maxmemory", "%s of %s bytes used".formatted(facts.info("used_memory"), max));
    }

    private static Finding lastWrite(ServerFacts facts) {
        String status = facts.info("aof_last_write_status");
        return status.isEmpty() || status.equals("ok")
                ? ok("last-write", "the log was written")
                : note("last-write", "the log could not be written; writes are refused", "free space on the disk");
    }

    private static Finding clock(ServerFacts facts) {
        long ahead = facts.timeMillis() - facts.answeredAtMillis();
        long behind = facts.askedAtMillis() - facts.timeMillis();
        long off = Math.max(ahead, behind);
        Instant time = Instant.ofEpochMilli(facts.timeMillis());
        return off <= CLOCK_OFF_MILLIS_MAX
                ? ok("clock", time.toString())
                : note(
                        "clock",
                        "%s is %s from this machine's clock".formatted(time, Duration.ofMillis(off)),
                        "keep both clocks set by NTP");
    }

    /** Whether this user may run all that writing takes, looked at on keys made for it. */
    Finding permissions(Exchange exchange, Keys keys, List<Node> primaries) {
        String refused = "";
        for (Node node : primaries) {
            for (int shard = 0; shard < keys.shards(); shard++) {
                if (exchange.servers().nodeOf(shard).equals(node)) {
                    String problem = Probe.run(exchange, keys, shard);
                    refused = refused.isEmpty() ? problem : refused;
                    break;
                }
            }
        }
        if (refused.isEmpty()) {
            return ok("permissions", "this user may run all that writing takes");
        }
        boolean denied = !Refusals.isPassing(refused);
        return new Finding(
                "permissions",
                denied ? Severity.REFUSED : Severity.NOTE,
                (denied ? "a group could be written in part: " : "writing fails: ") + refused,
                denied
                        ? "let this user run +@scripting +@read +@write +@transaction +@connection +time +info +cluster on"
                                + " ~%s:*".formatted(keys.prefix())
                        : "see the reason");
    }

    static List<Finding> unfit(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity().isRefused())
                .toList();
    }

    private static Finding ok(String name, String message) {
        return new Finding(name, Severity.OK, message, null);
    }

    private static Finding note(String name, String message, String mend) {
        return new Finding(name, Severity.NOTE, message, mend);
    }

    private Finding unfit(String name, String message, @Nullable String mend) {
        return new Finding(name, accepted.contains(name) ? Severity.ACCEPTED : Severity.UNFIT, message, mend);
    }

    /** Writes with every command that the script knows, and leaves nothing behind. */
    private static final class Probe {
        private Probe() {}

        static String run(Exchange exchange, Keys keys, int shard) {
            Bytes row = keys.probe(shard, "row");
            Bytes set = keys.probe(shard, "set");
            Bytes hash = keys.probe(shard, "hash");
            Bytes windows = keys.probe(shard, "windows");
            Bytes one = Bytes.of("1");
            List<Write.Scored> scored = List.of(new Write.Scored(one, 1));
            List<Write> writes = List.of(
                    new Write.Rows(List.of(row), List.of(one)),
                    new Write.Usage(hash, windows, scored, List.of(one)),
                    new Write.Add(set, scored),
                    new Write.Drop(set, List.of(one)),
                    new Write.Tidy(set, set, one),
                    new Write.Gone(List.of(row, set, hash, windows)));
            try {
                Reply reply = exchange.write(List.of(new Question(
                                shard, Plan.callWithoutChecks(writes).command())))
                        .get(0);
                if (reply instanceof Reply.Value value && value.value() instanceof List<?> answer) {
                    return answer.get(1) instanceof byte[] problem ? Bytes.text(problem) : "";
                }
                return reply instanceof Reply.Refused refused
                        ? String.valueOf(refused.cause().getMessage())
                        : String.valueOf(((Reply.Lost) reply).cause().getMessage());
            } catch (StoreUnavailableException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}
