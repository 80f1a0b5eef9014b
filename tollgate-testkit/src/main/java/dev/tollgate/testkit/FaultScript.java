package dev.tollgate.testkit;

import dev.tollgate.spi.Group;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan written down by a test: faults for the groups to come, or for one account until further notice. Safe for concurrent use. */
public final class FaultScript implements FaultPlan {
    private final Deque<Fault> next = new ArrayDeque<>();
    private final Map<String, Fault> standing = new HashMap<>();
    private int queriesToFail;
    private int met;

    /** The next groups, of whatever accounts have no standing fault, meet these, one each; those after them meet none. */
    public synchronized FaultScript next(Fault... faults) {
        next.addAll(Arrays.asList(faults));
        return this;
    }

    /** Every group of an account meets this fault, until {@link #heal}. */
    public synchronized FaultScript always(String account, Fault fault) {
        standing.put(account, fault);
        return this;
    }

    /** Takes every fault back that has not been met yet. */
    public synchronized FaultScript heal() {
        next.clear();
        standing.clear();
        queriesToFail = 0;
        return this;
    }

    /** The next calls of methods other than {@code apply} fail. */
    public synchronized FaultScript failQueries(int calls) {
        queriesToFail = calls;
        return this;
    }

    /** How many groups met a fault. */
    public synchronized int met() {
        return met;
    }

    @Override
    public synchronized List<Fault> faultsOf(List<Group> batch) {
        return batch.stream().map(this::faultOf).toList();
    }

    private Fault faultOf(Group group) {
        Fault fault = standing.get(group.account().account());
        if (fault == null) {
            fault = next.isEmpty() ? Fault.NONE : next.remove();
        }
        if (!(fault instanceof Fault.None)) {
            met++;
        }
        return fault;
    }

    @Override
    public synchronized boolean queryFails() {
        if (queriesToFail == 0) {
            return false;
        }
        queriesToFail--;
        return true;
    }
}
