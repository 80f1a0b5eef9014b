package dev.tollgate.proof.faults.processes;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Operation;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The operations, by number: all instances work through the same endless list, on a few accounts whose limits let through only part of each
 * day's. What an operation asks and how the bank ends it depends on nothing but its number, and the attempt's.
 */
final class Work {
    static final String TENANT = "default";
    static final String CURRENCY = "EUR";
    static final String DAILY_AMOUNT = "daily-amount";
    static final String DAILY_COUNT = "daily-count";
    static final long DAILY_AMOUNT_MAX = 15_000;
    static final long DAILY_COUNT_MAX = 33;
    static final Duration LEASE = Duration.ofSeconds(1);

    /** In a cluster of three each server has some of them: whichever goes down, there is something to lose. */
    private static final List<String> ACCOUNTS = List.of("hot-0", "hot-3", "hot-10", "hot-11");

    private static final int A_DAY = 40;
    private static final String SCENARIO = "payment";
    private static final int MINOR_UNITS_MAX = 1_000;
    private static final Instant FIRST_DAY = Instant.parse("2026-01-05T00:00:00Z");

    private Work() {}

    /** How the bank ends an attempt. */
    enum Ending {
        DONE,
        /** Done, but the caller is not told. */
        DONE_UNHEARD,
        REFUSED,
        /** Surely nothing happened; it is tried again. */
        NOT_DONE;

        boolean isDone() {
            return this == DONE || this == DONE_UNHEARD;
        }
    }

    static List<String> accounts() {
        return ACCOUNTS;
    }

    private static String account(int number) {
        return ACCOUNTS.get(number % ACCOUNTS.size());
    }

    static AccountConfig config() {
        return AccountConfig.of(
                CURRENCY,
                Limit.amount(DAILY_AMOUNT, WindowKind.DAY, DAILY_AMOUNT_MAX),
                Limit.count(DAILY_COUNT, WindowKind.DAY, DAILY_COUNT_MAX));
    }

    static Operation operation(int number) {
        return new Operation(account(number), SCENARIO, Integer.toString(number));
    }

    static TicketKey key(int number) {
        return new TicketKey(new AccountKey(TENANT, account(number)), SCENARIO, Integer.toString(number));
    }

    static int number(String businessNumber) {
        return Integer.parseInt(businessNumber);
    }

    static long minorUnits(int number) {
        return 1L + Math.floorMod(mix(number), MINOR_UNITS_MAX);
    }

    /** The start of the day that the operation counts in. */
    static Instant day(int number) {
        return FIRST_DAY.plus(number / (ACCOUNTS.size() * A_DAY), ChronoUnit.DAYS);
    }

    static AdmitRequest request(int number, String requestId) {
        return AdmitRequest.of(operation(number), "clerk")
                .withRequestId(requestId)
                .withAmount(new Amount(minorUnits(number), CURRENCY))
                .withLease(LEASE)
                .withOccurredAt(day(number).plus(12, ChronoUnit.HOURS));
    }

    static Ending ending(int number, int fence) {
        long drawn = Math.floorMod(mix(number * 1_000L + fence), 100);
        if (drawn < 6) {
            return Ending.REFUSED;
        }
        if (drawn < 10) {
            return Ending.DONE_UNHEARD;
        }
        return drawn < 20 && fence < 4 ? Ending.NOT_DONE : Ending.DONE;
    }

    /** SplitMix64. */
    private static long mix(long number) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
