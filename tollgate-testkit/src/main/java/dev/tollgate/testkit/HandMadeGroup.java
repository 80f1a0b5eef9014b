package dev.tollgate.testkit;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A group without an engine: decides what the test says, and keeps what the store showed it. */
final class HandMadeGroup implements Group {
    private final AccountKey account;
    private final List<TicketKey> tickets;
    private final List<WindowKey> windows;
    private final @Nullable Snapshot remembered;
    private final Function<Snapshot, Decision> decide;
    private final List<Snapshot> shown = new ArrayList<>();

    private HandMadeGroup(
            AccountKey account,
            Collection<TicketKey> tickets,
            Collection<WindowKey> windows,
            @Nullable Snapshot remembered,
            Function<Snapshot, Decision> decide) {
        this.account = account;
        this.tickets = List.copyOf(new TreeSet<>(tickets));
        this.windows = List.copyOf(windows);
        this.remembered = remembered;
        this.decide = decide;
    }

    /** Loads these rows and decides on what comes. */
    static HandMadeGroup deciding(
            AccountKey account,
            Collection<TicketKey> tickets,
            Collection<WindowKey> windows,
            Function<Snapshot, Decision> decide) {
        return new HandMadeGroup(account, tickets, windows, null, decide);
    }

    /** Wants this written, whatever it is shown: its tickets and windows are the decision's. */
    static HandMadeGroup writing(AccountKey account, Decision decision) {
        return new HandMadeGroup(
                account,
                decision.tickets().stream().map(TicketChange::key).toList(),
                decision.usage().stream().map(UsageRow::key).toList(),
                null,
                snapshot -> decision);
    }

    HandMadeGroup remembering(Snapshot snapshot) {
        return new HandMadeGroup(account, tickets, windows, snapshot, decide);
    }

    /** Every snapshot it was asked to decide on, in order. */
    List<Snapshot> shown() {
        return shown;
    }

    Snapshot lastShown() {
        return shown.get(shown.size() - 1);
    }

    @Override
    public AccountKey account() {
        return account;
    }

    @Override
    public int conflictsInARow() {
        return 0;
    }

    @Override
    public List<TicketKey> tickets() {
        return tickets;
    }

    @Override
    public Collection<WindowKey> windows(
            @Nullable AccountRow row, Map<TicketKey, TicketRow> rows, long storeTimeMillis) {
        return windows;
    }

    @Override
    public @Nullable Snapshot remembered() {
        return remembered;
    }

    @Override
    public Decision decide(Snapshot snapshot) {
        shown.add(snapshot);
        return decide.apply(snapshot);
    }

    /** A decision built piece by piece. */
    static final class Writing {
        private final @Nullable AccountRow account;
        private @Nullable AccountRow accountAfter;
        private final List<UsageRow> usage = new ArrayList<>();
        private final List<TicketChange> tickets = new ArrayList<>();
        private final List<AuditRow> audit = new ArrayList<>();
        private boolean reliesOnAccount;
        private long validUntilMillis = Long.MAX_VALUE;

        Writing(@Nullable AccountRow account) {
            this.account = account;
        }

        Writing account(AccountRow after) {
            accountAfter = after;
            reliesOnAccount = true;
            return this;
        }

        Writing relyingOnAccount() {
            reliesOnAccount = true;
            return this;
        }

        Writing usage(UsageRow... rows) {
            usage.addAll(List.of(rows));
            return this;
        }

        Writing insert(TicketRow... rows) {
            for (TicketRow row : rows) {
                tickets.add(new TicketChange(null, row));
            }
            return this;
        }

        Writing update(TicketRow before, TicketRow after) {
            tickets.add(new TicketChange(before, after));
            return this;
        }

        Writing delete(TicketRow before) {
            tickets.add(new TicketChange(before, null));
            return this;
        }

        Writing audit(AuditRow... rows) {
            audit.addAll(List.of(rows));
            return this;
        }

        Writing validUntil(long millis) {
            validUntilMillis = millis;
            return this;
        }

        Decision decision() {
            return new Decision(account, reliesOnAccount, accountAfter, usage, tickets, audit, validUntilMillis);
        }
    }
}
