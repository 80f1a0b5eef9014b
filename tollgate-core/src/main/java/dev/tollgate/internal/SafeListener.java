package dev.tollgate.internal;

import dev.tollgate.api.Admission;
import dev.tollgate.api.GateListener;
import dev.tollgate.api.Operation;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.TollgateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws away from the engine. */
final class SafeListener implements GateListener {
    private static final Logger LOG = LoggerFactory.getLogger(SafeListener.class);
    private final GateListener told;

    SafeListener(GateListener told) {
        this.told = told;
    }

    private static void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            // Whatever that is: callers who have not been told yet must be.
            LOG.warn("a listener failed", e);
        }
    }

    @Override
    public void admitted(String tenant, Admission admission) {
        safely(() -> told.admitted(tenant, admission));
    }

    @Override
    public void reported(String tenant, ReportKind kind, ReportResult result) {
        safely(() -> told.reported(tenant, kind, result));
    }

    @Override
    public void lapsed(int tickets) {
        safely(() -> told.lapsed(tickets));
    }

    @Override
    public void disputed(Operation operation, int fence) {
        safely(() -> told.disputed(operation, fence));
    }

    @Override
    public void batchApplied(int groups, int requests, long storeNanos) {
        safely(() -> told.batchApplied(groups, requests, storeNanos));
    }

    @Override
    public void conflict() {
        safely(told::conflict);
    }

    @Override
    public void outcomeUnknown() {
        safely(told::outcomeUnknown);
    }

    @Override
    public void failed(TollgateException reason) {
        safely(() -> told.failed(reason));
    }

    @Override
    public void purged(int tickets, int outcomes) {
        safely(() -> told.purged(tickets, outcomes));
    }
}
