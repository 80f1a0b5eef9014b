package dev.tollgate.replay;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.WindowKind;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what was executed, from the ledger alone, and compares it with the enforced limits. It shares no arithmetic with the
 * engine: days, weeks and months are found anew here, so that an error in the engine's windows cannot hide itself.
 */
public final class OverLimit {

    /**
     * A window past its limit.
     *
     * @param start the first day of the window; null for limits per operation and in total
     * @param executed minor units or executions; of one execution for a limit per operation
     */
    public record Window(
            String account, String limit, @Nullable LocalDate start, long executed, long max) {}

    private final Map<String, Counted> accounts = new HashMap<>();
    private final List<Window> operations = new ArrayList<>();

    OverLimit(List<Account> accounts) {
        for (Account account : accounts) {
            if (account.config().limits().stream().anyMatch(limit -> limit.mode() == Mode.ENFORCE)) {
                this.accounts.put(account.account(), new Counted(account.config()));
            }
        }
    }

    /** Counts an execution, if it took place. */
    void add(Execution execution) {
        Counted counted = accounts.get(execution.operation().account());
        if (counted == null || execution.result() != Draw.Result.DONE) {
            return;
        }
        for (Limit limit : counted.config.limits()) {
            long value = value(limit, execution);
            if (limit.mode() != Mode.ENFORCE || value < 0) {
                continue;
            }
            if (limit.window() == WindowKind.OPERATION) {
                Long min = limit.min();
                if (value > limit.max() || (min != null && value < min)) {
                    operations.add(new Window(execution.operation().account(), limit.name(), null, value, limit.max()));
                }
            } else {
                LocalDate start = counted.startOf(limit.window(), execution.occurredAt());
                counted.sums.merge(new Key(limit.name(), start), value, Math::addExact);
            }
        }
    }

    /** The windows past their limits, by account, limit and start. */
    List<Window> windows() {
        List<Window> windows = new ArrayList<>(operations);
        accounts.forEach((account, counted) -> counted.sums.forEach((key, sum) -> counted.config.limits().stream()
                .filter(limit -> limit.name().equals(key.limit()) && sum > limit.max())
                .forEach(limit -> windows.add(new Window(account, limit.name(), key.start(), sum, limit.max())))));
        windows.sort(Comparator.comparing(Window::account)
                .thenComparing(Window::limit)
                .thenComparing(Window::start, Comparator.nullsFirst(Comparator.naturalOrder())));
        return windows;
    }

    /** What an execution takes out of a limit; negative when the limit does not cover it. */
    private static long value(Limit limit, Execution execution) {
        if (!limit.covers(execution.operation().scenario())) {
            return -1;
        }
        if (limit.metric() == Metric.COUNT) {
            return 1;
        }
        return execution.amount() == null ? -1 : execution.amount().minorUnits();
    }

    private record Key(String limit, @Nullable LocalDate start) {}

    /** What an account has executed, by limit and window. */
    private static final class Counted {
        final AccountConfig config;
        final Map<Key, Long> sums = new HashMap<>();
        private LocalDate day = LocalDate.EPOCH;
        private Instant dayStart = Instant.MAX;
        private Instant dayEnd = Instant.MIN;

        Counted(AccountConfig config) {
            this.config = config;
        }

        @Nullable
        LocalDate startOf(WindowKind window, Instant instant) {
            return switch (window) {
                case DAY -> dayOf(instant);
                case WEEK -> dayOf(instant).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> dayOf(instant).withDayOfMonth(1);
                case TOTAL, OPERATION -> null;
            };
        }

        /** The day that an instant lies in, from cut-off to cut-off. */
        private LocalDate dayOf(Instant instant) {
            if (instant.isBefore(dayStart) || !instant.isBefore(dayEnd)) {
                day = instant.atZone(config.zone()).toLocalDate().plusDays(1);
                while (startOf(day).isAfter(instant)) {
                    day = day.minusDays(1);
                }
                dayStart = startOf(day);
                dayEnd = startOf(day.plusDays(1));
            }
            return day;
        }

        private Instant startOf(LocalDate date) {
            return ZonedDateTime.of(date, config.cutOff(), config.zone()).toInstant();
        }
    }
}
