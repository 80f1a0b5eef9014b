package dev.tollgate.redis;

import dev.tollgate.api.StoreUnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks several questions in one round trip: those for the same node go out together, and all nodes work at the same time.
 *
 * <p>What a server certainly did not do is asked again where that helps: a script it does not know is loaded, a slot that has moved is
 * looked for. What may have been done is never asked again, unless it only reads. A script that was sent twice after a lost answer would
 * find what it wrote itself and take it for somebody else's.
 */
final class Exchange {
    private static final int ROUNDS_MAX = 4;

    private final Servers servers;

    Exchange(Servers servers) {
        this.servers = servers;
    }

    Servers servers() {
        return servers;
    }

    /** Which items may go into one call of a script, by a shard that all of them can be asked at. */
    Map<Integer, List<Integer>> bundles(List<Integer> shards) {
        Map<Integer, List<Integer>> bundles = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            int shard = servers.servesAllShards() ? 0 : shards.get(i);
            bundles.computeIfAbsent(shard, s -> new ArrayList<>()).add(i);
        }
        return bundles;
    }

    /** One reply per question, in order. */
    List<Reply> write(List<Question> questions) {
        return ask(questions, false);
    }

    /**
     * The answers to questions that change nothing, in order.
     *
     * @throws StoreUnavailableException when one of them cannot be had
     */
    List<@Nullable Object> read(List<Question> questions) {
        List<@Nullable Object> values = new ArrayList<>(questions.size());
        for (Reply reply : ask(questions, true)) {
            values.add(valueOf(reply));
        }
        return values;
    }

    @Nullable
    Object read(Question question) {
        return read(List.of(question)).get(0);
    }

    private static @Nullable Object valueOf(Reply reply) {
        if (reply instanceof Reply.Value value) {
            return value.value();
        }
        Throwable cause = reply instanceof Reply.Refused refused ? refused.cause() : ((Reply.Lost) reply).cause();
        throw unavailable(cause);
    }

    static StoreUnavailableException unavailable(Throwable cause) {
        return cause instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException(Refusals.explained(String.valueOf(cause.getMessage())), cause);
    }

    private List<Reply> ask(List<Question> questions, boolean again) {
        @Nullable Reply[] replies = new Reply[questions.size()];
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            open.add(i);
        }
        for (int round = 1; !open.isEmpty(); round++) {
            Map<Node, List<Integer>> byNode = byNode(questions, open, replies);
            askOnce(questions, byNode, replies);
            boolean last = round == ROUNDS_MAX;
            open = last ? List.of() : toAskAgain(byNode, replies, again && round == 1);
        }
        List<Reply> all = new ArrayList<>(replies.length);
        for (Reply reply : replies) {
            if (reply == null) {
                throw new AssertionError("a question without a reply");
            }
            all.add(reply);
        }
        return all;
    }

    private Map<Node, List<Integer>> byNode(List<Question> questions, List<Integer> open, @Nullable Reply[] replies) {
        Map<Node, List<Integer>> byNode = new LinkedHashMap<>();
        for (int index : open) {
            try {
                Node node = servers.nodeOf(questions.get(index).shard());
                byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(index);
            } catch (JedisException | StoreUnavailableException e) {
                replies[index] = new Reply.Refused(e);
            }
        }
        return byNode;
    }

    private static void askOnce(List<Question> questions, Map<Node, List<Integer>> byNode, @Nullable Reply[] replies) {
        Map<Node, Wire> sent = new LinkedHashMap<>();
        try {
            byNode.forEach((node, indexes) -> {
                Wire wire = send(node, questions, indexes, replies);
                if (wire != null) {
                    sent.put(node, wire);
                }
            });
            sent.forEach((node, wire) -> receive(node, wire, byNode.getOrDefault(node, List.of()), replies));
        } finally {
            sent.values().forEach(Exchange::giveBack);
        }
    }

    private static void giveBack(Wire wire) {
        try {
            wire.close();
        } catch (JedisException e) {
            // A broken connection that cannot even be closed is gone all the same.
            wire.setBroken();
        }
    }

    /** Sends all questions for a node; null, with all of them answered, when that failed. */
    private static @Nullable Wire send(
            Node node, List<Question> questions, List<Integer> indexes, @Nullable Reply[] replies) {
        Wire wire;
        try {
            wire = node.connect();
        } catch (JedisException | IllegalStateException e) {
            node.forgetIdle();
            Throwable cause = notConnected(node, e);
            indexes.forEach(index -> replies[index] = new Reply.Refused(cause));
            return null;
        }
        try {
            for (int index : indexes) {
                wire.sendCommand(questions.get(index).command());
            }
            wire.push();
            return wire;
        } catch (RuntimeException | Error e) {
            // How much of it has arrived, nobody knows.
            lost(node, wire, indexes, replies, e);
            giveBack(wire);
            return null;
        }
    }

    private static StoreUnavailableException notConnected(Node node, RuntimeException e) {
        String why = Refusals.explained(String.valueOf(e.getMessage()));
        return new StoreUnavailableException("%s cannot be reached: %s".formatted(node, why), e);
    }

    private static void receive(Node node, Wire wire, List<Integer> indexes, @Nullable Reply[] replies) {
        for (int i = 0; i < indexes.size(); i++) {
            int index = indexes.get(i);
            try {
                replies[index] = new Reply.Value(wire.getUnflushedObject());
            } catch (JedisDataException e) {
                replies[index] = said(e);
            } catch (RuntimeException | Error e) {
                lost(node, wire, indexes.subList(i, indexes.size()), replies, e);
                return;
            }
        }
    }

    private static Reply said(JedisDataException e) {
        return Refusals.isCertain(String.valueOf(e.getMessage())) ? new Reply.Refused(e) : new Reply.Lost(e);
    }

    private static void lost(Node node, Wire wire, List<Integer> indexes, @Nullable Reply[] replies, Throwable e) {
        wire.setBroken();
        node.forgetIdle();
        indexes.forEach(index -> replies[index] = new Reply.Lost(e));
    }

    private List<Integer> toAskAgain(Map<Node, List<Integer>> byNode, @Nullable Reply[] replies, boolean lostToo) {
        List<Integer> open = new ArrayList<>();
        boolean moved = false;
        for (Map.Entry<Node, List<Integer>> asked : byNode.entrySet()) {
            boolean missing = false;
            for (int index : asked.getValue()) {
                Reply reply = replies[index];
                if (reply instanceof Reply.Refused refused && refused.cause() instanceof JedisDataException e) {
                    String message = String.valueOf(e.getMessage());
                    boolean script = Refusals.isMissingScript(message);
                    boolean slot = Refusals.isMovedSlot(message);
                    missing |= script;
                    moved |= slot;
                    if (script || slot) {
                        open.add(index);
                    }
                } else if (reply instanceof Reply.Lost lost
                        && lostToo
                        && !(lost.cause() instanceof JedisDataException)) {
                    open.add(index);
                }
            }
            if (missing && !loadScripts(asked.getKey())) {
                return List.of();
            }
        }
        if (moved) {
            try {
                servers.lookAgain();
            } catch (StoreUnavailableException e) {
                return List.of();
            }
        }
        return open;
    }

    private static boolean loadScripts(Node node) {
        try (Wire wire = node.connect()) {
            for (Script script : Script.all()) {
                wire.executeCommand(script.load());
            }
            return true;
        } catch (JedisException | IllegalStateException e) {
            node.forgetIdle();
            return false;
        }
    }
}
