package dev.tollgate.bench;

import dev.tollgate.Tollgate;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.By;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.Inspection;
import dev.tollgate.spi.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tollgate as a library: one or more instances on one store; callers are shared out among them. */
final class TollgateWay implements Way.Unwaiting {
    private static final String SCENARIO = "payment";
    private static final String CURRENCY = "GBP";
    /** Longer than any run: what nobody reports on must not lapse while others are measured. */
    private static final Duration LEASE = Duration.ofHours(24);

    private static final Outcome PAID = Outcome.text("paid");

    private final Store store;
    private final List<Tollgate> instances = new ArrayList<>();
    private final AtomicInteger callers = new AtomicInteger();
    private final boolean isAlone;
    private int firstAccount;
    private int accounts;

    /** @param instances how many there are, each with a store object of its own */
    TollgateWay(Supplier<Store> open, int instances) {
        this(open, instances, true);
    }

    /**
     * @param isAlone whether all there is in the store is of this way; otherwise what others left there is not recounted in the end
     */
    TollgateWay(Supplier<Store> open, int instances, boolean isAlone) {
        this.isAlone = isAlone;
        store = open.get();
        for (int i = 0; i < instances; i++) {
            this.instances.add(Tollgate.on(i == 0 ? store : open.get())
                    .callTimeout(Duration.ofSeconds(30))
                    .queueMax(64 * 1024)
                    .start());
        }
    }

    @Override
    public void prepare(Load load) throws InterruptedException {
        firstAccount = load.firstAccount();
        accounts = load.accounts();
        AccountConfig config = config(load.limitMinorUnits());
        for (int i = firstAccount; i < firstAccount + accounts; i++) {
            instances.get(0).blocking().configure(Order.accountName(i), config, By.of("bench"));
        }
    }

    /** An account with one limit. */
    static AccountConfig config(long limitMinorUnits) {
        return AccountConfig.of(CURRENCY, Limit.amount(Filler.LIMIT, WindowKind.DAY, limitMinorUnits));
    }

    private static AdmitRequest request(Order order) {
        return AdmitRequest.of(
                        new Operation(order.accountName(), SCENARIO, order.number()),
                        "bench",
                        order.minorUnits(),
                        CURRENCY)
                .withLease(LEASE);
    }

    private static Answer answer(Admission admission) {
        if (admission instanceof Admission.Admitted) {
            return Answer.ADMITTED;
        }
        return admission instanceof Admission.Declined ? Answer.DECLINED : Answer.DUPLICATE;
    }

    @Override
    public CompletionStage<Answer> admit(Order order) {
        Tollgate instance = instances.get(Math.floorMod(callers.getAndIncrement(), instances.size()));
        return instance.gate().admit(request(order)).thenApply(TollgateWay::answer);
    }

    @Override
    public Caller caller() {
        Tollgate instance = instances.get(callers.getAndIncrement() % instances.size());
        return new Blocking(instance.blocking());
    }

    private static final class Blocking implements Caller {
        private final BlockingGate gate;
        private @Nullable TicketHandle held;

        Blocking(BlockingGate gate) {
            this.gate = gate;
        }

        @Override
        public Answer admit(Order order) throws InterruptedException {
            try {
                Admission admission = gate.admit(request(order));
                held = admission instanceof Admission.Admitted admitted
                        ? admitted.ticket().handle()
                        : null;
                return answer(admission);
            } catch (ContentionException | OverloadedException e) {
                return Answer.GAVE_UP;
            }
        }

        @Override
        public void succeed(Order order) throws InterruptedException {
            TicketHandle handle = held;
            if (handle == null) {
                throw new IllegalStateException("no ticket is held for " + order);
            }
            gate.succeed(handle, PAID);
        }

        @Override
        public void close() {
            // The gate is everybody's.
        }
    }

    @Override
    public Map<Integer, Books> books() {
        if (isAlone) {
            dev.tollgate.api.Verification recounted = instances.get(0).verify();
            if (!recounted.holds()) {
                throw new UnverifiedException("usage differs from the tickets: " + recounted);
            }
        }
        Map<Integer, Books> books = new HashMap<>();
        try (Inspection inspection = store.inspect()) {
            for (int i = firstAccount; i < firstAccount + accounts; i++) {
                AccountKey key = new AccountKey(Tollgate.DEFAULT_TENANT, Order.accountName(i));
                long[] sums = new long[3];
                inspection.usage(key, row -> sums[0] += row.used());
                inspection.tickets(key, row -> {
                    sums[1]++;
                    sums[2] += row.state() == TicketState.SUCCEEDED ? 1 : 0;
                });
                if (sums[1] > 0 || sums[0] > 0) {
                    books.put(i, new Books(sums[0], sums[1], sums[2]));
                }
            }
        }
        return books;
    }

    @Override
    public void close() {
        instances.forEach(Tollgate::close);
    }
}
