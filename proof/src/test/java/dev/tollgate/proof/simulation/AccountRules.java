package dev.tollgate.proof.simulation;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.WindowKind;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.RetiredLimit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a change of configuration or status is answered. */
final class AccountRules {
    private final Ruling ruling;

    AccountRules(Ruling ruling) {
        this.ruling = ruling;
    }

    String configure(Command.Configure command) {
        ruling.relies = true;
        Precondition asked = command.precondition();
        boolean holds = asked instanceof Precondition.Absent
                ? !ruling.exists
                : asked instanceof Precondition.Exists
                        ? ruling.exists
                        : !(asked instanceof Precondition.ConfigVersion expected)
                                || (ruling.exists && ruling.configVersion == expected.version());
        if (!holds) {
            return "PreconditionFailed";
        }
        boolean created = !ruling.exists;
        AccountConfig config = command.config();
        if (!created && ruling.config.equals(config)) {
            return Forms.changed(ruling.configVersion, ruling.status.name(), false);
        }
        if (!created && changesShape(config)) {
            ruling.world.reach(Situation.SHAPE_REFUSED);
            return "LimitShapeChanged";
        }
        Map<String, Long> starts = new HashMap<>();
        for (Limit limit : config.limits()) {
            if (limit.window() == WindowKind.TOTAL) {
                starts.put(limit.name(), totalStart(limit.name()));
            }
        }
        retire(config);
        ruling.totalStarts = starts;
        ruling.exists = true;
        ruling.config = config;
        ruling.configVersion++;
        ruling.accountMoves = true;
        ruling.hasChanged = true;
        ruling.audit("configured");
        return Forms.changed(ruling.configVersion, ruling.status.name(), created);
    }

    private void retire(AccountConfig to) {
        ruling.retired.removeIf(retired -> has(to, retired.limit()));
        for (Limit limit : ruling.config.limits()) {
            if (!has(to, limit) && limit.window() != WindowKind.OPERATION) {
                ruling.retired.add(new RetiredLimit(
                        limit,
                        isAmount(limit) ? ruling.config.currency() : null,
                        hasCalendar(limit) ? calendar(ruling.config) : null,
                        ruling.totalStarts.get(limit.name())));
            }
        }
    }

    private static boolean has(AccountConfig config, Limit limit) {
        return config.limits().stream().anyMatch(l -> l.name().equals(limit.name()));
    }

    private long totalStart(String name) {
        Long known = ruling.totalStarts.get(name);
        for (RetiredLimit retired : ruling.retired) {
            if (known == null && retired.limit().name().equals(name)) {
                known = retired.totalStartMillis();
            }
        }
        return known == null ? ruling.nowMillis : known;
    }

    /** Currency under amount limits, zone and cut-off under day, week and month limits; here names keep their other shape. */
    private boolean changesShape(AccountConfig to) {
        AccountConfig from = ruling.config;
        boolean otherCurrency = !Objects.equals(from.currency(), to.currency());
        boolean otherCalendar = !calendar(from).equals(calendar(to));
        for (Limit limit : from.limits()) {
            if ((otherCurrency && isAmount(limit)) || (otherCalendar && hasCalendar(limit))) {
                return true;
            }
        }
        for (RetiredLimit retired : ruling.retired) {
            for (Limit limit : to.limits()) {
                boolean back = limit.name().equals(retired.limit().name())
                        && from.limits().stream().noneMatch(l -> l.name().equals(limit.name()));
                if (back && (differs(retired.currency(), to.currency()) || differs(retired.calendar(), calendar(to)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean differs(@Nullable String kept, @Nullable String now) {
        return kept != null && !kept.equals(now);
    }

    private static boolean isAmount(Limit limit) {
        return !Configurations.isCount(limit.name());
    }

    private static boolean hasCalendar(Limit limit) {
        return limit.window() != WindowKind.OPERATION && limit.window() != WindowKind.TOTAL;
    }

    private static String calendar(AccountConfig config) {
        return config.zone().getId() + " " + config.cutOff();
    }

    String changeStatus(Command.ChangeStatus command) {
        ruling.relies = true;
        if (!ruling.exists) {
            return "AccountUnknown";
        }
        AccountStatus to = command.to();
        if (ruling.status == to) {
            return Forms.changed(ruling.configVersion, to.name(), false);
        }
        if (ruling.status == AccountStatus.CLOSED) {
            return "AccountClosed";
        }
        ruling.status = to;
        ruling.accountMoves = true;
        ruling.hasChanged = true;
        ruling.audit(
                switch (to) {
                    case ACTIVE -> "activated";
                    case SUSPENDED -> "suspended";
                    case CLOSED -> "closed";
                });
        return Forms.changed(ruling.configVersion, to.name(), false);
    }
}
