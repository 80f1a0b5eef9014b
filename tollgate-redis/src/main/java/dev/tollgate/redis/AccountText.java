package dev.tollgate.redis;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.AuditEntry;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.StoredForm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Account rows and audit entries as texts. The first line of a row is its version, which scripts compare. */
final class AccountText {
    private static final int CONFIGS_MAX = 1_000;
    private static final Words<AccountStatus> STATUSES = new Words<>(AccountStatus.class);

    /** Reading the same configuration again with every batch would cost more than all the rest of the row. */
    private final Map<String, AccountConfig> configs = new ConcurrentHashMap<>();

    static Bytes write(AccountRow row) {
        Fields.Writer out = new Fields.Writer()
                .put("batch", row.lastBatch())
                .put("time", row.lastTimeMillis())
                .put("status", STATUSES.write(row.status()))
                .put("config", StoredForm.writeConfig(row.config()))
                .put("configVersion", row.configVersion());
        if (!row.totalStarts().isEmpty()) {
            out.put("totalStarts", StoredForm.writeTotalStarts(row.totalStarts()));
        }
        if (!row.retired().isEmpty()) {
            out.put("retired", StoredForm.writeRetired(row.retired()));
        }
        put(out, "opened", row.opened());
        put(out, "modified", row.modified());
        put(out, "suspended", row.suspended());
        put(out, "closed", row.closed());
        out.put("reason", row.reason());
        return Bytes.of(row.version() + "\n" + out.text());
    }

    private static void put(Fields.Writer out, String name, Account.@Nullable Change change) {
        if (change != null) {
            out.put(name + "At", change.at().toEpochMilli()).put(name + "By", change.by());
        }
    }

    AccountRow read(AccountKey key, byte[] bytes) {
        String text = Bytes.text(bytes);
        int end = text.indexOf('\n');
        if (end < 0) {
            throw new IllegalArgumentException("not a stored account: " + text);
        }
        Fields in = Fields.read("account", text.substring(end + 1));
        String totalStarts = in.textOrNull("totalStarts");
        String retired = in.textOrNull("retired");
        Account.Change opened = change(in, "opened");
        if (opened == null) {
            throw new IllegalArgumentException("a stored account that was never opened: " + key);
        }
        return new AccountRow(
                key,
                Long.parseLong(text.substring(0, end)),
                in.text("batch"),
                in.number("time"),
                STATUSES.read(in.text("status")),
                config(in.text("config")),
                in.number("configVersion"),
                totalStarts == null ? Map.of() : StoredForm.readTotalStarts(totalStarts),
                retired == null ? List.of() : StoredForm.readRetired(retired),
                opened,
                change(in, "modified"),
                change(in, "suspended"),
                change(in, "closed"),
                in.textOrNull("reason"));
    }

    private static Account.@Nullable Change change(Fields in, String name) {
        Long at = in.numberOrNull(name + "At");
        String by = in.textOrNull(name + "By");
        return at == null || by == null ? null : new Account.Change(Instant.ofEpochMilli(at), by);
    }

    private AccountConfig config(String text) {
        AccountConfig known = configs.get(text);
        if (known != null) {
            return known;
        }
        AccountConfig config = StoredForm.readConfig(text);
        if (configs.size() >= CONFIGS_MAX) {
            configs.clear();
        }
        configs.put(text, config);
        return config;
    }

    /** The id first, so that the members of the sorted set sort by it. */
    static Bytes write(AuditRow row) {
        AuditEntry entry = row.entry();
        String fields = new Fields.Writer()
                .put("at", entry.at().toEpochMilli())
                .put("by", entry.by())
                .put("action", entry.action())
                .put("reason", entry.reason())
                .put("before", entry.before())
                .put("after", entry.after())
                .text();
        return Bytes.of(row.id() + Keys.SEPARATOR + fields);
    }

    static AuditRow readAudit(AccountKey account, byte[] member) {
        String text = Bytes.text(member);
        int end = text.indexOf(Keys.SEPARATOR);
        if (end < 0) {
            throw new IllegalArgumentException("not a stored audit entry: " + text);
        }
        Fields in = Fields.read("audit entry", text.substring(end + 1));
        AuditEntry entry = new AuditEntry(
                Instant.ofEpochMilli(in.number("at")),
                in.text("by"),
                in.text("action"),
                in.textOrNull("reason"),
                in.textOrNull("before"),
                in.textOrNull("after"));
        return new AuditRow(account, text.substring(0, end), entry);
    }
}
