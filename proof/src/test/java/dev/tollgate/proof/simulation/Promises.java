package dev.tollgate.proof.simulation;

import dev.tollgate.api.Admission;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.internal.GroupCalls;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What callers were told, held against what was written: an answer is that of a decision that applied; who was told that nothing was
 * written was told the truth, then and for ever.
 */
final class Promises {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final World world;
    private final IdentityHashMap<Object, Asked> byKey = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Asked> byCall = new IdentityHashMap<>();
    private final IdentityHashMap<Object, List<Try>> tries = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Try> byAnswer = new IdentityHashMap<>();
    private final Map<String, TicketHandle> handles = new HashMap<>();
    private final List<Asked> all = new ArrayList<>();

    Promises(World world) {
        this.world = world;
    }

    /** The key is the very object by which the call's command is recognized. */
    void asked(Object key, Asked one) {
        byKey.put(key, one);
        all.add(one);
    }

    List<Asked> all() {
        return all;
    }

    private static @Nullable Object key(Command command) {
        if (command instanceof Command.Admit admit) {
            return admit.request();
        } else if (command instanceof Command.Check check) {
            return check.request();
        } else if (command instanceof Command.Report report) {
            return report.handle();
        } else if (command instanceof Command.Configure configure) {
            return configure.by();
        } else if (command instanceof Command.ChangeStatus change) {
            return change.by();
        }
        return null;
    }

    void decided(Try decided) {
        for (int i = 0; i < decided.calls.size(); i++) {
            Object call = decided.calls.get(i);
            Object answer = decided.answers.get(i);
            Asked one = byCall.get(call);
            if (one == null) {
                Object key = key(decided.commands.get(i));
                one = key == null ? null : byKey.get(key);
                if (one != null) {
                    byCall.put(call, one);
                }
            }
            if (one != null) {
                world.require(!one.refused, "refused-stays-refused", () -> byCall.get(call) + " is decided again");
                one.tries.add(decided);
            }
            if (GroupCalls.isUnknown(call)) {
                lookedUp(decided, i, call, answer);
            }
            tries.computeIfAbsent(call, c -> new ArrayList<>(2)).add(decided);
            byAnswer.putIfAbsent(answer, decided);
        }
    }

    /** An earlier try of the call may have been written, and was looked for. */
    private void lookedUp(Try decided, int i, Object call, Object answer) {
        AccountRow account = decided.snapshot.account();
        boolean known = account != null && answer == GroupCalls.answerOf(call, account.lastBatch());
        boolean applied = false;
        for (Try earlier : tries.getOrDefault(call, List.of())) {
            boolean last = account != null && account.lastBatch().equals(earlier.batchId);
            Object then = earlier.answers.get(earlier.calls.indexOf(call));
            world.require(
                    !last || answer == then,
                    "found-by-its-last-batch",
                    () -> "%s was written as %s, and is answered %s".formatted(decided.commands.get(i), then, answer));
            applied |= earlier.fate == Try.Fate.APPLIED && !earlier.decision.isEmpty();
        }
        if (known) {
            world.reach(Situation.UNKNOWN_FOUND_APPLIED);
        } else {
            world.reach(applied ? Situation.UNKNOWN_APPLIED_OTHERS_MOVED : Situation.UNKNOWN_FOUND_NOT_APPLIED);
        }
        world.trace("looked up", i, () -> decided.commands.get(i) + (known ? " found" : " decided anew"));
    }

    /** Something was written: none of those whom it concerns had been told otherwise. */
    void applied(Try decided) {
        if (decided.decision.isEmpty()) {
            return;
        }
        for (TicketChange change : decided.decision.tickets()) {
            if (change.after() == null) {
                // Purged: the operation begins anew, whoever asks for it.
                handles.values()
                        .removeIf(handle -> TicketKey.of(change.key().account().tenant(), handle.operation())
                                .equals(change.key()));
            }
        }
        for (int i = 0; i < decided.calls.size(); i++) {
            Asked one = byCall.get(decided.calls.get(i));
            if (one != null) {
                world.require(
                        !one.refused,
                        "refused-stays-refused",
                        () -> one + " was told that nothing was written, and now it is: " + decided.decision);
                // A late try of a call that was decided anew and answered meanwhile.
                String written = Forms.of(decided.answers.get(i));
                world.require(
                        one.answer == null || !one.throughLane || written.equals(Forms.of(one.answer)),
                        "answered-stays-answered",
                        () -> one + " was answered " + one.answer + ", and now is written as " + written);
            }
        }
    }

    void answered(Asked one) {
        if (one.failure != null) {
            failed(one, one.failure);
        } else if (one.throughLane && one.answer != null) {
            Try decided = byAnswer.get(one.answer);
            world.require(
                    decided != null, "answers-are-decided", () -> one + " got what nobody decided: " + one.answer);
            boolean foundSettled = one.what.equals("settle") && one.answer instanceof ReportResult.Done;
            world.require(
                    foundSettled || (decided != null && decided.fate == Try.Fate.APPLIED),
                    "answers-are-applied",
                    () -> one + " got an answer that was not written: " + one.answer);
            if (one.answer instanceof Admission.Admitted admitted) {
                admitted(one, admitted);
            }
        }
        if (one.throughLane) {
            inTime(one);
        }
    }

    private void admitted(Asked one, Admission.Admitted admitted) {
        TicketHandle handle = admitted.ticket().handle();
        String requestId = admitted.ticket().requestId();
        TicketHandle before = handles.putIfAbsent(requestId, handle);
        world.require(
                before == null || before.equals(handle),
                "one-request-one-ticket",
                () -> "%s got %s after %s".formatted(one, handle, before));
    }

    private void failed(Asked one, Throwable failure) {
        boolean nothingWritten = failure instanceof ContentionException
                || failure instanceof StoreUnavailableException
                || failure instanceof OverloadedException;
        if (one.throughLane && nothingWritten) {
            one.refused = true;
            for (Try decided : one.tries) {
                world.require(
                        decided.fate != Try.Fate.APPLIED || decided.decision.isEmpty(),
                        "refused-truly",
                        () -> one + " was told that nothing was written: " + failure.getMessage() + ", but "
                                + decided.decision);
            }
        } else if (failure instanceof OutcomeUnknownException && one.throughLane) {
            boolean hangs = one.tries.stream().anyMatch(t -> t.fate == Try.Fate.UNDER_WAY);
            if (hangs) {
                world.reach(Situation.HANG_TOLD_AT_DEADLINE);
            }
        }
    }

    /** A call is answered soon after its deadline at the latest, by an instance that runs. */
    private void inTime(Asked one) {
        if (one.node.lastPauseNanos() < one.reachedNanos && !one.node.isPaused()) {
            long took = (world.environment.nanoTime() - one.reachedNanos) / NANOS_PER_MILLI;
            long allowed = (world.swarm.callTimeoutMillis + 1_100) * 2;
            world.require(took <= allowed, "answered-in-time", () -> one + " took " + took + " ms");
        }
    }
}
