package dev.tollgate.internal.decide;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.AccountResult.LimitShapeChanged;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Bounds;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Precondition;
import dev.tollgate.api.WindowKind;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.RetiredLimit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configuration and status of an account. A limit's usage is kept under its name, so its shape (metric, window, scenarios, and what
 * they depend on: currency, zone, cut-off) never changes under the same name, also not by taking it out and putting it back.
 */
final class Accounts {
    private final GroupState state;

    Accounts(GroupState state) {
        this.state = state;
    }

    AccountResult configure(Command.Configure command) {
        AccountRow row = state.account();
        if (!holds(command.precondition(), row)) {
            return new AccountResult.PreconditionFailed();
        }
        AccountConfig config = command.config();
        if (row == null) {
            AccountRow created = created(command.account(), config, command.by());
            state.change(created);
            state.audit("configured", command.by().name(), command.by().reason(), null, Forms.config(config));
            return new AccountResult.Changed(Views.account(created), true);
        }
        if (row.config().equals(config)) {
            return new AccountResult.Changed(Views.account(row), false);
        }
        LimitShapeChanged shapeChanged = shapeChanged(row, config);
        if (shapeChanged != null) {
            return shapeChanged;
        }
        AccountRow changed = changed(row, config, command.by());
        state.change(changed);
        state.audit(
                "configured",
                command.by().name(),
                command.by().reason(),
                Forms.config(row.config()),
                Forms.config(config));
        return new AccountResult.Changed(Views.account(changed), false);
    }

    private static boolean holds(Precondition precondition, @Nullable AccountRow row) {
        if (precondition instanceof Precondition.Absent) {
            return row == null;
        } else if (precondition instanceof Precondition.Exists) {
            return row != null;
        } else if (precondition instanceof Precondition.ConfigVersion expected) {
            return row != null && row.configVersion() == expected.version();
        }
        return true;
    }

    private AccountRow created(AccountKey key, AccountConfig config, By by) {
        return new AccountRow(
                key,
                0,
                "",
                state.nowMillis(),
                AccountStatus.ACTIVE,
                config,
                1,
                totalStarts(config, Map.of(), List.of()),
                List.of(),
                new Account.Change(state.now(), by.name()),
                null,
                null,
                null,
                null);
    }

    private AccountRow changed(AccountRow row, AccountConfig config, By by) {
        return new AccountRow(
                row.key(),
                row.version(),
                row.lastBatch(),
                row.lastTimeMillis(),
                row.status(),
                config,
                row.configVersion() + 1,
                totalStarts(config, row.totalStarts(), row.retired()),
                retired(row, config),
                row.opened(),
                new Account.Change(state.now(), by.name()),
                row.suspended(),
                row.closed(),
                row.reason());
    }

    /** A limit that comes back goes on from where it was first made. */
    private Map<String, Long> totalStarts(AccountConfig config, Map<String, Long> known, List<RetiredLimit> retired) {
        Map<String, Long> starts = new HashMap<>();
        for (Limit limit : config.limits()) {
            if (limit.window() == WindowKind.TOTAL) {
                Long start = known.get(limit.name());
                for (RetiredLimit r : retired) {
                    if (start == null && r.limit().name().equals(limit.name())) {
                        start = r.totalStartMillis();
                    }
                }
                starts.put(limit.name(), start == null ? state.nowMillis() : start);
            }
        }
        return Map.copyOf(starts);
    }

    private static List<RetiredLimit> retired(AccountRow row, AccountConfig config) {
        List<RetiredLimit> retired = new ArrayList<>();
        for (RetiredLimit r : row.retired()) {
            if (named(config, r.limit().name()) == null) {
                retired.add(r);
            }
        }
        for (Limit limit : row.config().limits()) {
            if (named(config, limit.name()) == null && limit.window() != WindowKind.OPERATION) {
                retired.add(new RetiredLimit(
                        limit,
                        limit.metric() == Metric.AMOUNT ? row.config().currency() : null,
                        hasCalendar(limit) ? calendar(row.config()) : null,
                        row.totalStarts().get(limit.name())));
            }
        }
        return List.copyOf(retired);
    }

    private static @Nullable LimitShapeChanged shapeChanged(AccountRow row, AccountConfig config) {
        AccountConfig old = row.config();
        if (old.limits().stream().anyMatch(l -> l.metric() == Metric.AMOUNT)
                && !Objects.equals(old.currency(), config.currency())) {
            return new LimitShapeChanged(
                    "currency", "cannot change from %s while there are amount limits".formatted(old.currency()));
        }
        if (old.limits().stream().anyMatch(Accounts::hasCalendar)
                && !calendar(old).equals(calendar(config))) {
            return new LimitShapeChanged(
                    old.zone().equals(config.zone()) ? "cutOff" : "zone",
                    "cannot change from %s while there are day, week or month limits".formatted(calendar(old)));
        }
        for (Limit limit : config.limits()) {
            Limit current = named(old, limit.name());
            LimitShapeChanged changed =
                    current != null ? differs(current, limit) : differsFromRetired(row.retired(), limit, config);
            if (changed != null) {
                return changed;
            }
        }
        if (retired(row, config).size() > Bounds.RETIRED_LIMITS_MAX) {
            return new LimitShapeChanged(
                    "limits", "more than %d limits would have been taken out".formatted(Bounds.RETIRED_LIMITS_MAX));
        }
        return null;
    }

    private static @Nullable LimitShapeChanged differs(Limit before, Limit after) {
        boolean same = before.metric() == after.metric()
                && before.window() == after.window()
                && before.scenarios().equals(after.scenarios());
        return same
                ? null
                : new LimitShapeChanged(
                        "limits",
                        "limit '%s' would change its metric, window or scenarios; give the new limit a new name"
                                .formatted(after.name()));
    }

    private static @Nullable LimitShapeChanged differsFromRetired(
            List<RetiredLimit> retired, Limit limit, AccountConfig config) {
        for (RetiredLimit r : retired) {
            if (r.limit().name().equals(limit.name())) {
                LimitShapeChanged changed = differs(r.limit(), limit);
                if (changed != null) {
                    return changed;
                }
                boolean sameUnit = r.currency() == null || r.currency().equals(config.currency());
                boolean sameCalendar = r.calendar() == null || r.calendar().equals(calendar(config));
                if (!sameUnit || !sameCalendar) {
                    return new LimitShapeChanged(
                            "limits",
                            "limit '%s' was taken out with another currency, zone or cut-off; give the new limit a new name"
                                    .formatted(limit.name()));
                }
            }
        }
        return null;
    }

    private static boolean hasCalendar(Limit limit) {
        return limit.window() == WindowKind.DAY
                || limit.window() == WindowKind.WEEK
                || limit.window() == WindowKind.MONTH;
    }

    private static String calendar(AccountConfig config) {
        return config.zone().getId() + " " + config.cutOff();
    }

    private static @Nullable Limit named(AccountConfig config, String name) {
        for (Limit limit : config.limits()) {
            if (limit.name().equals(name)) {
                return limit;
            }
        }
        return null;
    }

    AccountResult changeStatus(Command.ChangeStatus command) {
        AccountRow row = state.account();
        if (row == null) {
            return new AccountResult.AccountUnknown();
        }
        AccountStatus to = command.to();
        if (row.status() == to) {
            return new AccountResult.Changed(Views.account(row), false);
        }
        if (row.status() == AccountStatus.CLOSED) {
            return new AccountResult.AccountClosed();
        }
        By by = command.by();
        Account.Change change = new Account.Change(state.now(), by.name());
        AccountRow changed = new AccountRow(
                row.key(),
                row.version(),
                row.lastBatch(),
                row.lastTimeMillis(),
                to,
                row.config(),
                row.configVersion(),
                row.totalStarts(),
                row.retired(),
                row.opened(),
                row.modified(),
                to == AccountStatus.ACTIVE ? null : to == AccountStatus.SUSPENDED ? change : row.suspended(),
                to == AccountStatus.CLOSED ? change : row.closed(),
                by.reason());
        state.change(changed);
        String action = switch (to) {
            case ACTIVE -> "activated";
            case SUSPENDED -> "suspended";
            case CLOSED -> "closed";
        };
        state.audit(action, by.name(), by.reason(), Forms.status(row.status()), Forms.status(to));
        return new AccountResult.Changed(Views.account(changed), false);
    }
}
