package dev.tollgate.testkit;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Amount;
import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.HistoryRow;
import dev.tollgate.spi.RetiredLimit;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.WindowKey;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows made by hand: as bare as they may be, and with every column full to its bound. */
final class Rows {
    static final long NOW = Rung.MONDAY_TEN.toEpochMilli();

    private Rows() {}

    static AccountRow account(AccountKey key) {
        return new AccountRow(
                key,
                1,
                "batch-1",
                NOW,
                AccountStatus.ACTIVE,
                AccountConfig.EMPTY,
                1,
                Map.of(),
                List.of(),
                new Account.Change(Instant.ofEpochMilli(NOW), "admin"),
                null,
                null,
                null,
                null);
    }

    static AccountRow fullAccount(AccountKey key) {
        List<Limit> limits = new ArrayList<>();
        limits.add(new Limit(
                "each", Metric.AMOUNT, WindowKind.OPERATION, 0L, Bounds.AMOUNT_MAX, Set.of("b", "a"), Mode.SHADOW));
        for (int i = 1; i < Bounds.LIMITS_MAX; i++) {
            limits.add(Limit.count(NastyNames.ALL.get(i), WindowKind.TOTAL, i).withScenarios(NastyNames.ALL.get(i)));
        }
        Map<String, Long> starts = new TreeMap<>();
        limits.stream().skip(1).forEach(limit -> starts.put(limit.name(), NOW - starts.size()));
        return new AccountRow(
                key,
                Long.MAX_VALUE - 1,
                "b".repeat(64),
                NOW + 1,
                AccountStatus.CLOSED,
                new AccountConfig("JPY", ZoneId.of("Australia/Lord_Howe"), LocalTime.of(23, 59), limits),
                Long.MAX_VALUE - 2,
                starts,
                List.of(
                        new RetiredLimit(Limit.amount("old", WindowKind.DAY, 1), "GBP", "UTC 00:00", null),
                        new RetiredLimit(Limit.count("older", WindowKind.TOTAL, 2), null, null, NOW - 5)),
                change(1),
                change(2),
                change(3),
                change(4),
                "r".repeat(Bounds.REASON_BYTES_MAX));
    }

    private static Account.Change change(int n) {
        return new Account.Change(
                Instant.ofEpochMilli(NOW + n), NastyNames.ofBytes(Bounds.OPERATOR_BYTES_MAX, (char) ('a' + n)));
    }

    /** An open ticket without an amount, with nothing in any column that may be empty. */
    static TicketRow ticket(TicketKey key) {
        return new TicketRow(
                key,
                1,
                1,
                "request-1",
                "clerk-7",
                TicketState.OPEN,
                null,
                0,
                null,
                NOW,
                NOW + 30_000,
                null,
                null,
                OnLapse.HOLD,
                0,
                null,
                null,
                Map.of(),
                List.of(),
                List.of());
    }

    static TicketRow fullTicket(TicketKey key) {
        Map<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < Bounds.ATTRIBUTES_MAX; i++) {
            attributes.put(NastyNames.ALL.get(i), "v".repeat(Bounds.ATTRIBUTE_VALUE_BYTES_MAX));
        }
        byte[] bytes = new byte[Bounds.OUTCOME_BYTES_MAX];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        int flags = 0;
        for (TicketFlag flag : TicketFlag.values()) {
            flags |= flag.bit();
        }
        return new TicketRow(
                key,
                Long.MAX_VALUE - 1,
                Bounds.ATTEMPTS_MAX,
                NastyNames.ofFourByteCharacters(Bounds.REQUEST_ID_BYTES_MAX),
                NastyNames.ofBytes(Bounds.OPERATOR_BYTES_MAX, 'z'),
                TicketState.SUCCEEDED,
                new Amount(Bounds.AMOUNT_MAX, "JPY"),
                Bounds.AMOUNT_MAX - 1,
                NastyNames.ofBytes(Bounds.FINGERPRINT_BYTES_MAX, 'f'),
                NOW - 4,
                NOW - 3,
                NOW - 2,
                NOW - 1,
                OnLapse.RELEASE,
                flags,
                new Outcome("application/" + "x".repeat(100), bytes),
                "\u00e9".repeat(Bounds.REASON_BYTES_MAX / 2),
                attributes,
                List.of(new WindowKey("daily", NOW), new WindowKey(NastyNames.ALL.get(3), -1)),
                List.of(event(1), fullEvent(2)));
    }

    /** A history entry with nothing that may be empty. */
    static HistoryRow event(int seq) {
        return new HistoryRow(seq, NOW, HistoryEvent.Kind.DOUBTED, 1, null, null, null, null, null, null);
    }

    static HistoryRow fullEvent(int seq) {
        return new HistoryRow(
                seq,
                NOW + seq,
                HistoryEvent.Kind.REVERSED,
                Bounds.ATTEMPTS_MAX,
                NastyNames.ofBytes(Bounds.OPERATOR_BYTES_MAX, 'o'),
                "r".repeat(Bounds.REASON_BYTES_MAX),
                NastyNames.ofBytes(Bounds.REVERSAL_ID_BYTES_MAX, 'i'),
                Bounds.AMOUNT_MAX,
                "GBP",
                "lapse");
    }

    static AuditRow audit(AccountKey account, String id) {
        return new AuditRow(
                account, id, new AuditEntry(Instant.ofEpochMilli(NOW), "admin", "configured", null, null, null));
    }

    /** The same ticket in another state, with the revision that follows. */
    static TicketRow moved(TicketRow row, TicketState state, @Nullable Long finishedAtMillis, HistoryRow... more) {
        List<HistoryRow> history = new ArrayList<>(row.history());
        history.addAll(List.of(more));
        return copy(
                row,
                row.revision() + 1,
                state,
                row.admittedAtMillis(),
                row.leaseUntilMillis(),
                finishedAtMillis,
                row.flags(),
                row.outcome(),
                history);
    }

    /** The same ticket with the times that lists are ordered by. */
    static TicketRow timed(TicketRow row, long admittedAtMillis, long leaseUntilMillis) {
        return copy(
                row,
                row.revision(),
                row.state(),
                admittedAtMillis,
                leaseUntilMillis,
                row.finishedAtMillis(),
                row.flags(),
                row.outcome(),
                row.history());
    }

    /** The same ticket as it finished. */
    static TicketRow finished(TicketRow row, TicketState state, long atMillis, int flags, @Nullable Outcome outcome) {
        return copy(
                row,
                row.revision(),
                state,
                row.admittedAtMillis(),
                row.leaseUntilMillis(),
                atMillis,
                flags,
                outcome,
                row.history());
    }

    private static TicketRow copy(
            TicketRow row,
            long revision,
            TicketState state,
            long admittedAtMillis,
            long leaseUntilMillis,
            @Nullable Long finishedAtMillis,
            int flags,
            @Nullable Outcome outcome,
            List<HistoryRow> history) {
        return new TicketRow(
                row.key(),
                revision,
                row.fence(),
                row.requestId(),
                row.operator(),
                state,
                row.amount(),
                row.reversedMinorUnits(),
                row.fingerprint(),
                admittedAtMillis,
                leaseUntilMillis,
                row.renewedAtMillis(),
                finishedAtMillis,
                row.onLapse(),
                flags,
                outcome,
                row.reason(),
                row.attributes(),
                row.windows(),
                history);
    }
}
