package dev.tollgate.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Reason;
import dev.tollgate.api.Usage;
import dev.tollgate.api.Window;
import org.jspecify.annotations.Nullable;

/** Accounts, their usage and why they decline, as the contract shows them. */
public final class AccountView {
    private AccountView() {}

    public static ObjectNode account(Account account) {
        ObjectNode node = Json.object();
        node.put("account", account.account());
        node.put("status", Json.name(account.status()));
        node.setAll(config(account.config()));
        change(node, "opened", account.opened());
        change(node, "modified", account.modified());
        change(node, "suspended", account.suspended());
        change(node, "closed", account.closed());
        Json.putIfPresent(node, "reason", account.reason());
        return node;
    }

    public static ObjectNode config(AccountConfig config) {
        ObjectNode node = Json.object();
        Json.putIfPresent(node, "currency", config.currency());
        node.put("zone", config.zone().getId());
        node.put("cutOff", config.cutOff().toString());
        node.set("limits", Json.array(config.limits(), AccountView::limit));
        return node;
    }

    public static ObjectNode limit(Limit limit) {
        ObjectNode node = Json.object();
        node.put("name", limit.name());
        node.put("metric", Json.name(limit.metric()));
        node.put("window", Json.name(limit.window()));
        Json.putIfPresent(node, "min", limit.min());
        node.put("max", limit.max());
        if (!limit.scenarios().isEmpty()) {
            ArrayNode scenarios = node.putArray("scenarios");
            limit.scenarios().stream().sorted().forEach(scenarios::add);
        }
        node.put("mode", Json.name(limit.mode()));
        return node;
    }

    public static ObjectNode usage(Usage usage) {
        ObjectNode node = Json.object();
        node.put("limit", usage.limit());
        node.put("metric", Json.name(usage.metric()));
        node.put("mode", Json.name(usage.mode()));
        node.set("window", window(usage.window()));
        node.put("max", usage.max());
        node.put("used", usage.used());
        node.put("available", usage.available());
        Json.putIfPresent(node, "resetsAt", usage.resetsAt());
        return node;
    }

    public static ObjectNode reason(Reason reason) {
        ObjectNode node = Json.object();
        node.put("code", reason.code().text());
        Json.putIfPresent(node, "limit", reason.limit());
        if (reason.window() != null) {
            node.set("window", window(reason.window()));
        }
        Json.putIfPresent(node, reason.code() == Reason.Code.BELOW_MINIMUM ? "min" : "max", reason.bound());
        Json.putIfPresent(node, "used", reason.used());
        Json.putIfPresent(node, "requested", reason.requested());
        Json.putIfPresent(node, "available", reason.available());
        Json.putIfPresent(node, "resetsAt", reason.resetsAt());
        return node;
    }

    private static ObjectNode window(Window window) {
        ObjectNode node = Json.object();
        node.put("start", window.start().toString());
        Json.putIfPresent(node, "end", window.end());
        return node;
    }

    private static void change(ObjectNode node, String what, Account.@Nullable Change change) {
        if (change != null) {
            node.put(what + "At", change.at().toString());
            node.put(what + "By", change.by());
        }
    }
}
