package dev.tollgate;

import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.Gate;
import dev.tollgate.api.GateListener;
import dev.tollgate.api.InvalidRequestException;
import dev.tollgate.api.Resolver;
import dev.tollgate.api.Verification;
import dev.tollgate.internal.Engine;
import dev.tollgate.internal.Settings;
import dev.tollgate.internal.StandardEnvironment;
import dev.tollgate.spi.Environment;
import dev.tollgate.spi.Store;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A gate on a store. Make one per process and store, share it between all threads, close it at the end.
 *
 * <pre>{@code
 * try (Tollgate tollgate = Tollgate.on(JdbcStore.open("sqlite:tollgate.db")).start()) {
 *     BlockingGate gate = tollgate.blocking();
 *     Operation order = new Operation("acme", "payment", "ORD-1001");
 *     OnceResult result = gate.runOnce(AdmitRequest.of(order, "clerk-7", 13912, "GBP"), ticket -> pay(order));
 * }
 * }</pre>
 */
public final class Tollgate implements AutoCloseable {
    /** The tenant of whoever does not name one. */
    public static final String DEFAULT_TENANT = "default";

    private final Engine engine;
    private final Gate gate;

    private Tollgate(Engine engine) {
        this.engine = engine;
        this.gate = engine.gate(DEFAULT_TENANT);
    }

    /** Starts to build a gate on a store. The gate closes the store when it is closed. */
    public static Builder on(Store store) {
        return new Builder(store);
    }

    /** The calls of the default tenant. */
    public Gate gate() {
        return gate;
    }

    /** The same calls for threads that wait. */
    public BlockingGate blocking() {
        return new BlockingGate(gate);
    }

    /**
     * The calls of a tenant, who sees nothing of any other.
     *
     * @param name 1-32 bytes
     */
    public Gate tenant(String name) {
        return engine.gate(name);
    }

    /**
     * Recounts every usage row of all tenants from the tickets and compares; changes nothing. Blocks for as long as reading the whole
     * store takes.
     */
    public Verification verify() {
        return engine.verify();
    }

    /**
     * Lapses, asks the resolver and purges once, now, without waiting for the next round. Blocks until done; for tests and tools.
     *
     * @return how many tickets and outcomes it acted upon
     */
    public int sweep() {
        return engine.sweep();
    }

    /**
     * Refuses new calls, lets those under way end (for as long as a call may take) and closes the store. Calls still queued after that
     * fail with {@link dev.tollgate.api.StoreUnavailableException}.
     */
    @Override
    public void close() {
        engine.close();
    }

    /** Knobs with sane defaults. Not safe for concurrent use. */
    public static final class Builder {
        private final Store store;
        private @Nullable Environment environment;
        private GateListener listener = GateListener.NONE;
        private @Nullable Resolver resolver;
        private Duration callTimeout = Duration.ofSeconds(5);
        private int lanes;
        private int queueMax = 16 * 1024;
        private int batchMax = 1024;
        private int conflictTriesMax = 100;
        private Duration sweepEvery = Duration.ofSeconds(1);
        private Duration outcomeRetention = Duration.ofDays(30);
        private Duration ticketRetention = Duration.ofDays(400);

        private Builder(Store store) {
            this.store = store;
        }

        /** What the engine runs, waits and draws with; the gate closes it. Standard: threads of its own. */
        public Builder environment(Environment value) {
            environment = value;
            return this;
        }

        /** Who is told what the engine does. */
        public Builder listener(GateListener value) {
            listener = value;
            return this;
        }

        /** Who is asked about operations in doubt. Standard: nobody; they wait for a report or an operator. */
        public Builder resolver(Resolver value) {
            resolver = value;
            return this;
        }

        /**
         * How long a call may wait for its turn and its tries, 10 ms to 10 min. Standard 5 s. A call that the store has at its deadline is
         * left to it for half a second more, because its answer says more than that nobody knows.
         */
        public Builder callTimeout(Duration value) {
            callTimeout = between("callTimeout", value, Duration.ofMillis(10), Duration.ofMinutes(10));
            return this;
        }

        /** Writers side by side, 1 to 64; an account is with one of them at a time. Standard: what the store finds worth having. */
        public Builder lanes(int value) {
            lanes = between("lanes", value, 1, 64);
            return this;
        }

        /** Calls that may be unanswered at once, 1 to 1,000,000; further ones are refused. Standard 16,384. */
        public Builder queueMax(int value) {
            queueMax = between("queueMax", value, 1, 1_000_000);
            return this;
        }

        /** Calls decided in one batch, 1 to 16,384. Standard 1,024. */
        public Builder batchMax(int value) {
            batchMax = between("batchMax", value, 1, 16_384);
            return this;
        }

        /** How often a group is decided anew after a conflict, 1 to 1,000. Standard 100. */
        public Builder conflictTriesMax(int value) {
            conflictTriesMax = between("conflictTriesMax", value, 1, 1_000);
            return this;
        }

        /** How often lapsed leases are looked for, 10 ms to 1 h; {@link Duration#ZERO}: never, this instance does not sweep. Standard 1 s. */
        public Builder sweepEvery(Duration value) {
            sweepEvery =
                    value.isZero() ? value : between("sweepEvery", value, Duration.ofMillis(10), Duration.ofHours(1));
            return this;
        }

        /** How long the bytes of an outcome are kept after the ticket finished, 1 s to 10 years. Standard 30 days. */
        public Builder outcomeRetention(Duration value) {
            outcomeRetention = between("outcomeRetention", value, Duration.ofSeconds(1), Duration.ofDays(3653));
            return this;
        }

        /**
         * How long a ticket is kept after it finished, so how long an operation stays unique, 1 s to 100 years. Standard 400 days. Never
         * shorter than a write can be on its way to the store: what arrives after the purge finds no trace of the operation.
         */
        public Builder ticketRetention(Duration value) {
            ticketRetention = between("ticketRetention", value, Duration.ofSeconds(1), Duration.ofDays(36_525));
            return this;
        }

        /**
         * Starts the gate.
         *
         * @throws InvalidRequestException when the knobs contradict each other
         */
        public Tollgate start() {
            if (outcomeRetention.compareTo(ticketRetention) > 0) {
                throw new InvalidRequestException("outcomeRetention", "must not be longer than ticketRetention");
            }
            Settings settings = new Settings(
                    environment != null ? environment : new StandardEnvironment(),
                    listener,
                    resolver,
                    callTimeout,
                    lanes,
                    queueMax,
                    batchMax,
                    conflictTriesMax,
                    sweepEvery,
                    outcomeRetention,
                    ticketRetention);
            return new Tollgate(new Engine(store, settings));
        }

        private static int between(String knob, int value, int min, int max) {
            if (value < min || value > max) {
                throw new InvalidRequestException(
                        knob, "must be between %d and %d but is %d".formatted(min, max, value));
            }
            return value;
        }

        private static Duration between(String knob, Duration value, Duration min, Duration max) {
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new InvalidRequestException(
                        knob, "must be between %s and %s but is %s".formatted(min, max, value));
            }
            return value;
        }
    }
}
