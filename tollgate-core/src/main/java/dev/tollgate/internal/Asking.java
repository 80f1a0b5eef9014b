package dev.tollgate.internal;

import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketPosition;
import dev.tollgate.spi.TicketRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which tickets in doubt the resolver is asked about next: a page further each round, beginning again at the end, and each ticket again
 * after a pause that doubles. One round at a time.
 */
final class Asking {
    private static final int PAGE = 256;
    private static final int REMEMBERED_MAX = 100_000;
    private static final long PAUSE_MIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_MAX_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Settings settings;
    private final Map<TicketKey, Pause> pauses = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TicketKey, Pause> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };
    private @Nullable TicketPosition last;

    private record Pause(int fence, long untilNanos, long lengthNanos) {}

    Asking(Settings settings) {
        this.settings = settings;
    }

    synchronized List<TicketRow> next(Store store) {
        List<TicketRow> page = store.findInDoubt(Optional.ofNullable(last), PAGE);
        last = page.size() < PAGE ? null : position(page.get(page.size() - 1));
        long nowNanos = settings.environment().nanoTime();
        List<TicketRow> due = new ArrayList<>();
        for (TicketRow row : page) {
            Pause pause = pauses.get(row.key());
            if (pause == null || pause.fence != row.fence() || nowNanos - pause.untilNanos >= 0) {
                long lengthNanos = pause == null || pause.fence != row.fence()
                        ? PAUSE_MIN_NANOS
                        : Math.min(PAUSE_MAX_NANOS, pause.lengthNanos * 2);
                pauses.put(row.key(), new Pause(row.fence(), nowNanos + lengthNanos, lengthNanos));
                due.add(row);
            }
        }
        return due;
    }

    private static TicketPosition position(TicketRow row) {
        return new TicketPosition(row.admittedAtMillis(), row.key());
    }
}
