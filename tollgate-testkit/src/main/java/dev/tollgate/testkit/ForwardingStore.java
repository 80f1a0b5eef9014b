package dev.tollgate.testkit;

import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.Finding;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Passes every call on to another store; extend it to change some of them. */
public class ForwardingStore implements Store {
    private final Store inner;

    public ForwardingStore(Store inner) {
        this.inner = inner;
    }

    /** The store that the calls go to. */
    protected final Store inner() {
        return inner;
    }

    @Override
    public CompletionStage<List<GroupResult>> apply(List<Group> batch) {
        return inner.apply(batch);
    }

    @Override
    public int lanesMax() {
        return inner.lanesMax();
    }

    @Override
    public boolean usesRemembered() {
        return inner.usesRemembered();
    }

    @Override
    public long timeMillis() {
        return inner.timeMillis();
    }

    @Override
    public List<TicketKey> findLapsed(int max) {
        return inner.findLapsed(max);
    }

    @Override
    public List<TicketRow> findInDoubt(Optional<TicketPosition> after, int max) {
        return inner.findInDoubt(after, max);
    }

    @Override
    public List<TicketKey> findOutcomesFinishedBefore(long beforeMillis, int max) {
        return inner.findOutcomesFinishedBefore(beforeMillis, max);
    }

    @Override
    public List<TicketKey> findFinishedBefore(long beforeMillis, int max) {
        return inner.findFinishedBefore(beforeMillis, max);
    }

    @Override
    public Snapshot read(AccountKey account, List<TicketKey> tickets) {
        return inner.read(account, tickets);
    }

    @Override
    public List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max) {
        return inner.usage(account, fromMillis, toMillis, max);
    }

    @Override
    public List<TicketRow> tickets(TicketFilter filter, Optional<TicketPosition> after, int max) {
        return inner.tickets(filter, after, max);
    }

    @Override
    public List<AccountRow> accounts(AccountFilter filter, Optional<String> after, int max) {
        return inner.accounts(filter, after, max);
    }

    @Override
    public List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        return inner.audit(account, beforeId, max);
    }

    @Override
    public Inspection inspect() {
        return inner.inspect();
    }

    @Override
    public List<Finding> check() {
        return inner.check();
    }

    @Override
    public void close() {
        inner.close();
    }
}
