package dev.tollgate.proof.simulation;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Outcome;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.RetiredLimit;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows as they cross a wire: equal to what was sent, and sharing nothing with it that could be changed. */
final class Copies {
    private Copies() {}

    static @Nullable AccountRow of(@Nullable AccountRow row) {
        if (row == null) {
            return null;
        }
        List<RetiredLimit> retired = new ArrayList<>(row.retired().size());
        for (RetiredLimit r : row.retired()) {
            retired.add(new RetiredLimit(of(r.limit()), r.currency(), r.calendar(), r.totalStartMillis()));
        }
        return new AccountRow(
                row.key(),
                row.version(),
                row.lastBatch(),
                row.lastTimeMillis(),
                row.status(),
                of(row.config()),
                row.configVersion(),
                Collections.unmodifiableMap(new TreeMap<>(row.totalStarts())),
                Collections.unmodifiableList(retired),
                row.opened(),
                row.modified(),
                row.suspended(),
                row.closed(),
                row.reason());
    }

    static AccountConfig of(AccountConfig config) {
        List<Limit> limits = new ArrayList<>(config.limits().size());
        config.limits().forEach(limit -> limits.add(of(limit)));
        return new AccountConfig(config.currency(), config.zone(), config.cutOff(), limits);
    }

    private static Limit of(Limit limit) {
        return new Limit(
                limit.name(),
                limit.metric(),
                limit.window(),
                limit.min(),
                limit.max(),
                limit.scenarios(),
                limit.mode());
    }

    static @Nullable TicketRow of(@Nullable TicketRow row) {
        if (row == null) {
            return null;
        }
        List<HistoryRow> history = new ArrayList<>(row.history());
        Outcome outcome = row.outcome();
        return new TicketRow(
                row.key(),
                row.revision(),
                row.fence(),
                row.requestId(),
                row.operator(),
                row.state(),
                row.amount(),
                row.reversedMinorUnits(),
                row.fingerprint(),
                row.admittedAtMillis(),
                row.leaseUntilMillis(),
                row.renewedAtMillis(),
                row.finishedAtMillis(),
                row.onLapse(),
                row.flags(),
                outcome == null ? null : new Outcome(outcome.contentType(), outcome.bytes()),
                row.reason(),
                Collections.unmodifiableMap(new TreeMap<>(row.attributes())),
                Collections.unmodifiableList(new ArrayList<>(row.windows())),
                Collections.unmodifiableList(history));
    }

    static Decision of(Decision decision) {
        List<TicketChange> tickets = new ArrayList<>(decision.tickets().size());
        for (TicketChange change : decision.tickets()) {
            tickets.add(new TicketChange(of(change.before()), of(change.after())));
        }
        return new Decision(
                of(decision.account()),
                decision.reliesOnAccount(),
                of(decision.accountAfter()),
                List.copyOf(decision.usage()),
                tickets,
                List.copyOf(decision.audit()),
                decision.validUntilMillis());
    }
}
