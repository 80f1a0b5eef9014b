package dev.tollgate.internal;

import dev.tollgate.internal.decide.Command;
import dev.tollgate.internal.decide.Decided;
import dev.tollgate.internal.decide.Decider;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One try of one group: what the store sees of it, and what was decided last.
 *
 * <p>A call whose earlier try may have been written without an answer is looked up first: if the account row names that try's batch as
 * the last that moved it, the call has the answer of that try and is not decided again. Otherwise it is decided again: either that try
 * was not written, and can no longer be once this one is ({@link LateTries}), or it was and others moved the account since, and then
 * the ticket itself answers: by request id, outcome or reversal id.
 */
final class GroupRun implements Group {
    final List<Call> calls;
    private final AccountKey account;
    private final String batchId;
    private final int conflictsInARow;
    private final @Nullable Snapshot remembered;
    private final List<TicketKey> tickets;
    private @Nullable Decided last;
    private @Nullable Snapshot lastSnapshot;

    GroupRun(AccountKey account, List<Call> calls, String batchId, int conflictsInARow, @Nullable Snapshot remembered) {
        this.account = account;
        this.calls = calls;
        this.batchId = batchId;
        this.conflictsInARow = conflictsInARow;
        this.remembered = remembered;
        this.tickets = ticketsOf(calls);
    }

    private static List<TicketKey> ticketsOf(List<Call> calls) {
        List<TicketKey> keys = new ArrayList<>(calls.size());
        for (Call call : calls) {
            TicketKey key = call.command.ticket();
            if (key != null) {
                keys.add(key);
            }
        }
        if (keys.size() < 2) {
            return List.copyOf(keys);
        }
        keys.sort(null);
        List<TicketKey> distinct = new ArrayList<>(keys.size());
        TicketKey last = null;
        for (TicketKey key : keys) {
            if (!key.equals(last)) {
                distinct.add(key);
            }
            last = key;
        }
        return Collections.unmodifiableList(distinct);
    }

    String batchId() {
        return batchId;
    }

    @Override
    public AccountKey account() {
        return account;
    }

    @Override
    public int conflictsInARow() {
        return conflictsInARow;
    }

    @Override
    public List<TicketKey> tickets() {
        return tickets;
    }

    @Override
    public Collection<WindowKey> windows(
            @Nullable AccountRow account, Map<TicketKey, TicketRow> rows, long storeTimeMillis) {
        return Decider.windows(commands(calls), account, rows, storeTimeMillis);
    }

    @Override
    public @Nullable Snapshot remembered() {
        return remembered;
    }

    @Override
    public Decision decide(Snapshot snapshot) {
        @Nullable
        String lastBatch =
                snapshot.account() == null ? null : snapshot.account().lastBatch();
        List<Object> answers = new ArrayList<>(calls.size());
        List<Call> open = new ArrayList<>(calls.size());
        for (Call call : calls) {
            Object known = lastBatch == null ? null : call.answerOf(lastBatch);
            answers.add(known == null ? Unanswered.YET : known);
            if (known == null) {
                open.add(call);
            }
        }
        Decided decided = Decider.decide(account, commands(open), snapshot, batchId);
        int next = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) == Unanswered.YET) {
                Call call = calls.get(i);
                answers.set(
                        i,
                        call.reconciled(
                                decided.answers().get(next++), call.isUnknown() && isGiven(call.command, snapshot)));
            }
        }
        Decision decision = LateTries.keptOut(decided.decision(), snapshot, open, batchId);
        last = new Decided(decision, answers, decided.newlyDisputed());
        lastSnapshot = snapshot;
        return decision;
    }

    private static boolean isGiven(Command command, Snapshot snapshot) {
        if (!(command instanceof Command.Admit admit)) {
            return false;
        }
        TicketRow row = snapshot.tickets().get(admit.ticket());
        return row != null && row.requestId().equals(admit.requestId());
    }

    private static List<Command> commands(List<Call> of) {
        List<Command> commands = new ArrayList<>(of.size());
        for (Call call : of) {
            commands.add(call.command);
        }
        return commands;
    }

    /** What was decided last; null when the store never asked. */
    @Nullable
    Decided decided() {
        return last;
    }

    /** What it was decided on. */
    @Nullable
    Snapshot decidedOn() {
        return lastSnapshot;
    }

    private enum Unanswered {
        YET
    }
}
