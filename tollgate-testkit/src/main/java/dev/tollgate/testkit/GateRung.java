package dev.tollgate.testkit;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Usage;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;

/** A suite that speaks through one gate. */
abstract class GateRung extends Rung {
    static final By CLERK = By.of("clerk-7");

    Store store;
    Tollgate tollgate;
    BlockingGate gate;

    @BeforeEach
    final void startOneGate() {
        store = open(clock);
        tollgate = start(store, knobs -> knobs);
        gate = tollgate.blocking();
    }

    final AccountResult.Changed configure(String account, AccountConfig config) throws InterruptedException {
        return Answers.expect(AccountResult.Changed.class, gate.configure(account, config, CLERK));
    }

    /** A payment of an account, by its business number. */
    static Operation payment(String account, String businessNumber) {
        return new Operation(account, "payment", businessNumber);
    }

    /** A request for an amount, with a request id of its own that the library draws. */
    static AdmitRequest pounds(String account, String businessNumber, long pence) {
        return AdmitRequest.of(payment(account, businessNumber), "clerk-7", pence, "GBP");
    }

    /** A request without an amount. */
    static AdmitRequest plain(String account, String businessNumber) {
        return AdmitRequest.of(payment(account, businessNumber), "clerk-7");
    }

    /** What the current windows of an account have consumed, by limit. */
    final Map<String, Long> used(String account) throws InterruptedException {
        return gate.usage(account).orElseThrow().stream().collect(Collectors.toMap(Usage::limit, Usage::used));
    }

    /** What the store holds of an operation and its account. */
    final Snapshot stored(Operation operation) {
        TicketKey key = TicketKey.of(Tollgate.DEFAULT_TENANT, operation);
        return store.read(key.account(), List.of(key));
    }

    static AccountKey account(String name) {
        return new AccountKey(Tollgate.DEFAULT_TENANT, name);
    }
}
