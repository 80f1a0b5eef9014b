package dev.tollgate.proof.simulation;

import dev.tollgate.api.Amount;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A ticket as the two state tables speak of it. */
final class ModelTicket {
    int fence;
    String requestId = "";
    TicketState state = TicketState.RELEASED;

    @Nullable
    Amount amount;

    @Nullable
    String fingerprint;

    long reversed;
    long leaseUntil;
    OnLapse onLapse = OnLapse.HOLD;

    @Nullable
    Long finishedAt;

    @Nullable
    Outcome outcome;

    boolean late;
    boolean disputed;
    boolean byLapse;
    boolean resolved;
    boolean dropped;
    List<WindowKey> windows = List.of();
    final Map<Integer, String> earlier = new TreeMap<>();
    final Map<String, Long> reversals = new TreeMap<>();
    final Set<Integer> refused = new TreeSet<>();

    ModelTicket() {}

    ModelTicket(TicketRow row) {
        fence = row.fence();
        requestId = row.requestId();
        state = row.state();
        amount = row.amount();
        fingerprint = row.fingerprint();
        reversed = row.reversedMinorUnits();
        leaseUntil = row.leaseUntilMillis();
        onLapse = row.onLapse();
        finishedAt = row.finishedAtMillis();
        outcome = row.outcome();
        late = row.is(TicketFlag.LATE);
        disputed = row.is(TicketFlag.DISPUTED);
        byLapse = row.is(TicketFlag.RELEASED_BY_LAPSE);
        resolved = row.is(TicketFlag.RESOLVED);
        dropped = row.is(TicketFlag.OUTCOME_DROPPED);
        windows = row.windows();
        for (HistoryRow entry : row.history()) {
            if (entry.kind() == HistoryEvent.Kind.ADMITTED) {
                earlier.put(entry.fence(), String.valueOf(entry.id()));
            } else if (entry.kind() == HistoryEvent.Kind.REVERSED) {
                Long given = entry.minorUnits();
                reversals.put(String.valueOf(entry.id()), given == null ? 0 : given);
            } else if (entry.kind() == HistoryEvent.Kind.REFUSED) {
                refused.add(entry.fence());
            }
        }
    }

    ModelTicket copy() {
        ModelTicket copy = new ModelTicket();
        copy.fence = fence;
        copy.requestId = requestId;
        copy.state = state;
        copy.amount = amount;
        copy.fingerprint = fingerprint;
        copy.leaseUntil = leaseUntil;
        copy.onLapse = onLapse;
        copy.windows = windows;
        copy.earlier.putAll(earlier);
        return copy;
    }

    long left() {
        return amount == null ? 0 : amount.minorUnits() - reversed;
    }

    long share(WindowKey window) {
        return Configurations.isCount(window.limit()) ? 1 : left();
    }

    /** Everything that can be told of it, so that it can be compared. */
    @Override
    public String toString() {
        return "#" + fence + " " + requestId + " " + state + " " + amount + " " + fingerprint + " reversed " + reversed
                + " lease " + leaseUntil + " " + onLapse + " end " + finishedAt
                + " " + (outcome == null ? null : outcome.asText())
                + (late ? " late" : "") + (disputed ? " disputed" : "") + (byLapse ? " by lapse" : "")
                + (resolved ? " resolved" : "") + (dropped ? " dropped" : "") + " " + windows + " " + earlier + " "
                + reversals + " " + refused;
    }
}
