package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.done;

import dev.tollgate.Tollgate;
import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Limit;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One operation on an account of its own that has an amount limit and a count limit, brought to where a test wants it. */
final class Scene {
    static final long AMOUNT = 700;
    static final Duration LEASE = Duration.ofSeconds(30);
    static final String FIRST_REQUEST = "request-1";

    private final GateRung rung;
    private final Operation operation;

    Scene(GateRung rung, String account) throws InterruptedException {
        this.rung = rung;
        this.operation = GateRung.payment(account, "ORD-1001");
        rung.configure(
                account,
                AccountConfig.of(
                        "GBP",
                        Limit.amount("daily", WindowKind.DAY, 1_000_000),
                        Limit.count("ever", WindowKind.TOTAL, 1_000)));
    }

    Operation operation() {
        return operation;
    }

    AdmitRequest request(String requestId, OnLapse policy) {
        return AdmitRequest.of(operation, "clerk-7", AMOUNT, "GBP")
                .withRequestId(requestId)
                .withFingerprint("digest-1")
                .withLease(LEASE)
                .withOnLapse(policy);
    }

    /** Admits the operation's first or next attempt and brings it to a standing. */
    TicketHandle bring(Standing standing, String requestId) throws InterruptedException {
        Ticket ticket = admitted(rung.gate.admit(request(requestId, standing.policy())));
        TicketHandle handle = ticket.handle();
        switch (standing) {
            case OPEN -> {}
            case LATE_HOLD, LATE_RELEASE -> passLease();
            case DOUBTED -> done(Report.DOUBT.send(rung.tollgate.gate(), handle));
            case LAPSED_IN_DOUBT, RELEASED_BY_LAPSE -> lapse();
            case SUCCEEDED -> done(Report.SUCCEED.send(rung.tollgate.gate(), handle));
            case FAILED -> done(Report.FAIL.send(rung.tollgate.gate(), handle));
            case RELEASED -> done(Report.RELEASE.send(rung.tollgate.gate(), handle));
            case RESOLVED_SUCCEEDED -> resolve(Report.RESOLVE_SUCCEEDED, handle);
            case RESOLVED_FAILED -> resolve(Report.RESOLVE_FAILED, handle);
            case RESOLVED_RELEASED -> resolve(Report.RESOLVE_RELEASED, handle);
        }
        return handle;
    }

    private void resolve(Report resolution, TicketHandle handle) throws InterruptedException {
        done(Report.DOUBT.send(rung.tollgate.gate(), handle));
        done(resolution.send(rung.tollgate.gate(), handle));
    }

    void passLease() {
        rung.clock.advance(LEASE.plusMillis(1));
    }

    /** Lets the lease end and the sweeper find out. */
    void lapse() {
        passLease();
        rung.tollgate.sweep();
    }

    Ticket found() throws InterruptedException {
        return rung.gate.find(operation).orElseThrow();
    }

    /** What the account's windows have consumed: {@code daily} in pence, {@code ever} in operations. */
    Map<String, Long> used() throws InterruptedException {
        return rung.used(operation.account());
    }

    Snapshot stored() {
        return rung.stored(operation);
    }

    TicketRow row() {
        TicketRow row = stored().tickets().get(TicketKey.of(Tollgate.DEFAULT_TENANT, operation));
        if (row == null) {
            throw new AssertionError("no ticket row of " + operation);
        }
        return row;
    }

    /** The version of the account as it is stored. */
    long version() {
        return Objects.requireNonNull(stored().account()).version();
    }

    /** How everything about it stands, in what does not depend on the account's name. */
    Map<String, Object> end() throws InterruptedException {
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("used", used());
        String name = operation.account();
        Account account = rung.gate.account(name).orElseThrow();
        end.put("account", List.of(account.status(), account.config(), account.configVersion()));
        List<String> audited = new ArrayList<>();
        rung.gate.audit(name, 50, null).items().forEach(entry -> audited.add(entry.action()));
        end.put("audit", audited);
        Ticket ticket = rung.gate.find(operation).orElse(null);
        if (ticket != null) {
            end.put("state", List.of(ticket.state(), ticket.fence(), ticket.late(), ticket.disputed()));
            end.put("reversed", ticket.reversedMinorUnits());
            end.put("lease", Duration.between(ticket.admittedAt(), ticket.leaseExpiresAt()));
            end.put("outcome", String.valueOf(ticket.outcome()));
            List<HistoryEvent.Kind> kinds = new ArrayList<>();
            ticket.history().forEach(event -> kinds.add(event.event()));
            end.put("history", kinds);
        }
        return end;
    }
}
