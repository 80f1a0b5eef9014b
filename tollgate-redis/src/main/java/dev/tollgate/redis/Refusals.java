package dev.tollgate.redis;

import java.util.Map;
import java.util.Set;

/** What the error replies of a server mean. All known ones are given before a command runs: nothing was written. */
final class Refusals {
    /** The first word of the replies that a server gives instead of running a command. */
    private static final Set<String> BEFORE_RUNNING = Set.of(
            "OOM",
            "READONLY",
            "LOADING",
            "MASTERDOWN",
            "BUSY",
            "NOAUTH",
            "WRONGPASS",
            "NOPERM",
            "CLUSTERDOWN",
            "MOVED",
            "ASK",
            "TRYAGAIN",
            "CROSSSLOT",
            "NOSCRIPT",
            "MISCONF",
            "NOREPLICAS",
            "EXECABORT",
            "WRONGTYPE",
            "UNKILLABLE",
            "NOMULTI");

    private static final Map<String, String> MEANING = Map.ofEntries(
            Map.entry("OOM", "the server has reached its maxmemory; give it more, or purge"),
            Map.entry("READONLY", "this server is a replica; name the primary"),
            Map.entry("LOADING", "the server is still reading its data"),
            Map.entry("MASTERDOWN", "this server is a replica that has lost its primary"),
            Map.entry("BUSY", "the server is busy with a script of somebody else's"),
            Map.entry("NOAUTH", "the server wants a password"),
            Map.entry("WRONGPASS", "the server does not take this user and password"),
            Map.entry("NOPERM", "the server does not let this user do it"),
            Map.entry("CLUSTERDOWN", "the cluster does not cover all slots"),
            Map.entry("MOVED", "the slot has moved to another node"),
            Map.entry("ASK", "the slot is being moved to another node"),
            Map.entry("TRYAGAIN", "the slot is being moved to another node"),
            Map.entry("MISCONF", "the server cannot persist; look at its log and its disk"),
            Map.entry("NOREPLICAS", "the server has fewer replicas than min-replicas-to-write asks for"));

    /** What a server says that is short of something for a while, as opposed to one that does not let this user do it. */
    private static final Set<String> PASSING = Set.of(
            "OOM", "READONLY", "LOADING", "BUSY", "CLUSTERDOWN", "MOVED", "ASK", "TRYAGAIN", "MISCONF", "NOREPLICAS");

    private Refusals() {}

    static boolean isPassing(String message) {
        return PASSING.stream().anyMatch(code -> message.contains(code + " "));
    }

    /** Whether this reply says that the command, or the whole EXEC, never ran. */
    static boolean isCertain(String message) {
        return BEFORE_RUNNING.contains(code(message))
                || message.startsWith("ERR unknown command")
                || message.startsWith("ERR Error compiling script")
                || message.startsWith("ERR max number of clients")
                // A server never kills a script that has written.
                || message.contains("Script killed by user");
    }

    static boolean isMissingScript(String message) {
        return code(message).equals("NOSCRIPT");
    }

    static boolean isMovedSlot(String message) {
        return code(message).equals("MOVED");
    }

    private static String code(String message) {
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }

    /** The reply with what it means, if that is known. Within scripts the code stands somewhere in the text. */
    static String explained(String message) {
        String meaning = MEANING.get(code(message));
        if (meaning == null) {
            for (Map.Entry<String, String> known : MEANING.entrySet()) {
                if (message.contains("-" + known.getKey() + " ")) {
                    meaning = known.getValue();
                }
            }
        }
        return meaning == null ? message : "%s (%s)".formatted(meaning, message);
    }
}
