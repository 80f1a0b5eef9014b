package dev.tollgate.testkit.history;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.Reason;
import dev.tollgate.api.Usage;
import dev.tollgate.api.WindowKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an account's limits say, told once more and apart from the engine. Each limit has one window here: usage is one sum for each
 * limit that adds up.
 */
final class LimitRules {
    /** A sum that an answer says nothing of. */
    static final long FREE = Long.MIN_VALUE;

    private final @Nullable AccountConfig config;
    private final List<Limit> sums = new ArrayList<>();

    /**
     * @param config null when there is no such account
     */
    LimitRules(@Nullable AccountConfig config) {
        this.config = config;
        if (config != null) {
            config.limits().stream()
                    .filter(limit -> limit.window() != WindowKind.OPERATION)
                    .forEach(sums::add);
        }
    }

    /** How many limits add up. */
    int size() {
        return sums.size();
    }

    /** What an operation adds to each sum. */
    long[] shares(String scenario, @Nullable Amount amount) {
        long[] shares = new long[sums.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = share(sums.get(i), scenario, amount);
        }
        return shares;
    }

    private static long share(Limit limit, String scenario, @Nullable Amount amount) {
        if (!limit.covers(scenario)) {
            return 0;
        }
        return limit.metric() == Metric.COUNT ? 1 : amount == null ? 0 : amount.minorUnits();
    }

    private static boolean concerns(Limit limit, AdmitRequest request) {
        return limit.covers(request.operation().scenario())
                && (limit.metric() == Metric.COUNT || request.amount() != null);
    }

    /** The sums at which the answer of an admission is right, as far as it names them. */
    long[] needs(Step.Kind kind, AdmitRequest request, @Nullable Object answer) {
        long[] needs = new long[sums.size()];
        for (int i = 0; i < needs.length; i++) {
            Limit limit = sums.get(i);
            needs[i] = switch (kind) {
                case TAKES -> {
                    long after = shown(limit, answer);
                    yield after == FREE || !concerns(limit, request)
                            ? FREE
                            : after - share(limit, request.operation().scenario(), request.amount());
                }
                case SHOWS -> shown(limit, answer);
                case DECLINED -> named(limit, answer);
                default -> FREE;
            };
        }
        return needs;
    }

    /** Whether a sum of amounts is among the sums that are told: one of operations fits too easily. */
    boolean tellsAnAmount(long[] needs) {
        for (int i = 0; i < needs.length; i++) {
            if (needs[i] != FREE && sums.get(i).metric() == Metric.AMOUNT) {
                return true;
            }
        }
        return false;
    }

    private static long shown(Limit limit, @Nullable Object answer) {
        if (answer instanceof Admission.Admitted admitted) {
            for (Usage usage : admitted.usage()) {
                if (usage.limit().equals(limit.name())) {
                    return usage.used();
                }
            }
        }
        return FREE;
    }

    private static long named(Limit limit, @Nullable Object answer) {
        if (answer instanceof Admission.Declined declined) {
            for (Reason reason : declined.reasons()) {
                if (limit.name().equals(reason.limit()) && reason.used() != null) {
                    return reason.used();
                }
            }
        }
        return FREE;
    }

    /** Whether the answer of an admission is right at these sums. */
    boolean agree(Step.Kind kind, AdmitRequest request, @Nullable Object answer, long[] used) {
        return switch (kind) {
            case TAKES -> takes(request, answer, used);
            case DECLINED ->
                answer instanceof Admission.Declined declined
                        && !declined.reasons().isEmpty()
                        && same(declined.reasons(), tested(request, used).failing);
            case SHOWS ->
                answer instanceof Admission.Admitted admitted
                        && admitted.wouldDecline().isEmpty()
                        && (admitted.usage().isEmpty() || showsAll(admitted.usage(), request, used));
            default -> true;
        };
    }

    private boolean takes(AdmitRequest request, @Nullable Object answer, long[] used) {
        Tested tested = tested(request, used);
        if (!tested.failing.isEmpty()) {
            return false;
        }
        if (!(answer instanceof Admission.Admitted admitted)) {
            return true;
        }
        if (admitted.usage().isEmpty() && admitted.wouldDecline().isEmpty()) {
            // Found again after a lost answer.
            return true;
        }
        long[] after = shares(request.operation().scenario(), request.amount());
        for (int i = 0; i < after.length; i++) {
            after[i] += used[i];
        }
        return showsAll(admitted.usage(), request, after) && same(admitted.wouldDecline(), tested.wouldDecline);
    }

    private boolean showsAll(List<Usage> shown, AdmitRequest request, long[] used) {
        return shown.size()
                        == sums.stream()
                                .filter(limit -> concerns(limit, request))
                                .count()
                && shows(shown, used);
    }

    private boolean shows(List<Usage> shown, long[] used) {
        for (Usage usage : shown) {
            boolean right = false;
            for (int i = 0; i < used.length && !right; i++) {
                Limit limit = sums.get(i);
                right = limit.name().equals(usage.limit())
                        && usage.used() == used[i]
                        && usage.max() == limit.max()
                        && usage.available() == Math.max(0, limit.max() - used[i]);
            }
            if (!right) {
                return false;
            }
        }
        return true;
    }

    /** Compares all but the windows, of which each limit has one here. */
    private static boolean same(List<Reason> told, List<Reason> expected) {
        if (told.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < told.size(); i++) {
            Reason a = told.get(i);
            Reason b = expected.get(i);
            if (a.code() != b.code()
                    || !Objects.equals(a.limit(), b.limit())
                    || !Objects.equals(a.bound(), b.bound())
                    || !Objects.equals(a.used(), b.used())
                    || !Objects.equals(a.requested(), b.requested())
                    || !Objects.equals(a.available(), b.available())) {
                return false;
            }
        }
        return true;
    }

    private record Tested(List<Reason> failing, List<Reason> wouldDecline) {}

    /** All limits, in the account's order; none of them moves while they are tested. */
    private Tested tested(AdmitRequest request, long[] used) {
        Tested tested = new Tested(new ArrayList<>(2), new ArrayList<>(2));
        Amount amount = request.amount();
        if (config == null) {
            if (amount != null) {
                tested.failing.add(Reason.of(Reason.Code.ACCOUNT_UNKNOWN));
            }
            return tested;
        }
        if (amount != null && config.currency() != null && !config.currency().equals(amount.currency())) {
            tested.failing.add(Reason.of(Reason.Code.CURRENCY_NOT_ALLOWED));
            return tested;
        }
        int sum = 0;
        for (Limit limit : config.limits()) {
            boolean addsUp = limit.window() != WindowKind.OPERATION;
            long before = addsUp ? used[sum++] : 0;
            if (concerns(limit, request)) {
                long asked = limit.metric() == Metric.COUNT || amount == null ? 1 : amount.minorUnits();
                Reason reason = addsUp ? ofSum(limit, before, asked) : ofEach(limit, asked);
                if (reason != null) {
                    boolean declines = limit.mode() == Mode.ENFORCE || before > Bounds.AMOUNT_MAX - asked;
                    (declines ? tested.failing : tested.wouldDecline).add(reason);
                }
            }
        }
        return tested;
    }

    private static @Nullable Reason ofEach(Limit limit, long asked) {
        if (asked > limit.max()) {
            return new Reason(Reason.Code.ABOVE_MAXIMUM, limit.name(), null, limit.max(), null, asked, null);
        }
        Long min = limit.min();
        return min != null && asked < min
                ? new Reason(Reason.Code.BELOW_MINIMUM, limit.name(), null, min, null, asked, null)
                : null;
    }

    private static @Nullable Reason ofSum(Limit limit, long used, long asked) {
        long available = Math.max(0, limit.max() - used);
        if (asked <= available) {
            return null;
        }
        Reason.Code code =
                limit.metric() == Metric.AMOUNT ? Reason.Code.AMOUNT_LIMIT_EXCEEDED : Reason.Code.COUNT_LIMIT_EXCEEDED;
        return new Reason(code, limit.name(), null, limit.max(), used, asked, available);
    }

    /** The sums in words. */
    String text(long[] used) {
        if (sums.isEmpty()) {
            return "no limit adds up";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < used.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(sums.get(i).name())
                    .append(' ')
                    .append(used[i] == FREE ? "any" : used[i])
                    .append(" of ")
                    .append(sums.get(i).max());
        }
        return text.toString();
    }
}
