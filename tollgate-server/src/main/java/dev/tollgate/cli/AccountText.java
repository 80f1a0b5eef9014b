package dev.tollgate.cli;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Metric;
import dev.tollgate.api.Mode;
import dev.tollgate.api.Usage;
import dev.tollgate.json.Json;
import dev.tollgate.replay.MinorUnits;
import java.io.PrintWriter;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accounts for people. */
final class AccountText {
    private AccountText() {}

    static void print(List<Account> accounts, PrintWriter out) {
        Table table = new Table("ACCOUNT", "STATUS", "CURRENCY", "ZONE", "LIMITS");
        for (Account account : accounts) {
            AccountConfig config = account.config();
            table.row(
                    account.account(),
                    Json.name(account.status()),
                    config.currency(),
                    config.zone(),
                    String.join(", ", config.limits().stream().map(Limit::name).toList()));
        }
        table.printTo(out);
    }

    static void print(Account account, List<Usage> usage, PrintWriter out) {
        AccountConfig config = account.config();
        Table head = new Table()
                .row("account", account.account())
                .row("status", Json.name(account.status()) + (account.reason() == null ? "" : ": " + account.reason()))
                .row("currency", config.currency() == null ? "any" : config.currency())
                .row("days", "from " + config.cutOff() + " in " + config.zone());
        addChange(head, "opened", account.opened());
        addChange(head, "modified", account.modified());
        addChange(head, "suspended", account.suspended());
        addChange(head, "closed", account.closed());
        head.printTo(out);
        out.println();
        if (config.limits().isEmpty()) {
            out.println("no limits");
            return;
        }
        Table limits = usage.isEmpty()
                ? new Table("LIMIT", "RULE")
                : new Table("LIMIT", "RULE", "USED", "AVAILABLE", "WINDOW FROM", "UNTIL");
        for (Limit limit : config.limits()) {
            boolean shown = false;
            for (Usage window : usage) {
                if (window.limit().equals(limit.name())) {
                    shown = true;
                    limits.row(
                            limit.name(),
                            rule(limit, config),
                            value(limit, config, window.used()),
                            value(limit, config, window.available()),
                            window.window().start(),
                            window.window().end());
                }
            }
            if (!shown) {
                limits.row(limit.name(), rule(limit, config));
            }
        }
        limits.printTo(out);
    }

    static String rule(Limit limit, AccountConfig config) {
        Long min = limit.min();
        String covered = limit.scenarios().isEmpty()
                ? ""
                : " of " + String.join(", ", limit.scenarios().stream().sorted().toList());
        return "%s%s%s per %s%s%s"
                .formatted(
                        min == null ? "at most " : value(limit, config, min) + " to ",
                        value(limit, config, limit.max()),
                        limit.metric() == Metric.COUNT ? " operations" : "",
                        Json.name(limit.window()),
                        covered,
                        limit.mode() == Mode.SHADOW ? " (shadow)" : "");
    }

    private static String value(Limit limit, AccountConfig config, long value) {
        String currency = config.currency();
        return limit.metric() == Metric.COUNT || currency == null
                ? "%,d".formatted(value)
                : MinorUnits.format(value, Currency.getInstance(currency)) + " " + currency;
    }

    private static void addChange(Table table, String what, Account.@Nullable Change change) {
        if (change != null) {
            table.row(what, change.at() + " by " + change.by());
        }
    }
}
