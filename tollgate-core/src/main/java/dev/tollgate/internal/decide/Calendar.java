package dev.tollgate.internal.decide;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Limit;
import dev.tollgate.api.WindowKind;
import dev.tollgate.internal.decide.WindowMath.Span;
import java.util.EnumMap;
import java.util.Map;

/**
 * The windows of one account's configuration, remembering the last of each kind: requests that are decided together nearly always fall
 * into the same.
 */
public final class Calendar {
    private final AccountConfig config;
    private final Map<String, Long> totalStarts;
    private final long nowMillis;
    private final Map<WindowKind, Span> last = new EnumMap<>(WindowKind.class);

    /**
     * @param totalStarts when limits of window {@code total} were made; one that is missing is made now
     */
    public Calendar(AccountConfig config, Map<String, Long> totalStarts, long nowMillis) {
        this.config = config;
        this.totalStarts = totalStarts;
        this.nowMillis = nowMillis;
    }

    /** The window of a limit that adds up; not for {@link WindowKind#OPERATION}. */
    public Span spanOf(Limit limit, long atMillis) {
        if (limit.window() == WindowKind.TOTAL) {
            return new Span(totalStarts.getOrDefault(limit.name(), nowMillis), Span.ENDLESS);
        }
        Span known = last.get(limit.window());
        if (known == null || !known.holds(atMillis)) {
            known = WindowMath.spanAt(limit.window(), config, atMillis);
            last.put(limit.window(), known);
        }
        return known;
    }
}
