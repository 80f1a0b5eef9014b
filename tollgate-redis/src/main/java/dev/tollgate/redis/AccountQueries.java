package dev.tollgate.redis;

import dev.tollgate.redis.Keys.Index;
import dev.tollgate.redis.Positions.Entry;
import dev.tollgate.redis.Positions.Range;
import dev.tollgate.spi.AccountFilter;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.AuditRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** Finds accounts, and what belongs to one: usage and audit. */
final class AccountQueries {
    private static final int PAGE = 256;

    private final Exchange exchange;
    private final Keys keys;
    private final AccountText texts;

    AccountQueries(Exchange exchange, Keys keys, AccountText texts) {
        this.exchange = exchange;
        this.keys = keys;
        this.texts = texts;
    }

    List<AccountRow> list(AccountFilter filter, Optional<String> after, int max) {
        String tenant = filter.tenant() + Keys.SEPARATOR;
        Range range = Range.names(tenant, after.map(name -> tenant + name).orElse(null));
        Positions positions = new Positions(exchange, everywhere(Index.ACCOUNTS), range, max);
        List<AccountRow> found = new ArrayList<>();
        while (found.size() < max) {
            List<Entry> page = positions.next(Math.min(PAGE, max - found.size()));
            if (page.isEmpty()) {
                break;
            }
            for (AccountRow row : rows(
                    page.stream().map(entry -> Keys.account(entry.member())).toList())) {
                if (row != null && (filter.status() == null || filter.status() == row.status())) {
                    found.add(row);
                }
            }
        }
        return found;
    }

    /** The names of all accounts of all tenants in one of the two indexes, in order. */
    Positions names(Index index, Optional<AccountKey> after, int max) {
        return new Positions(
                exchange,
                everywhere(index),
                Range.names("", after.map(Keys::member).orElse(null)),
                max);
    }

    private Map<Integer, Bytes> everywhere(Index index) {
        Map<Integer, Bytes> sets = new LinkedHashMap<>();
        for (int shard = 0; shard < keys.shards(); shard++) {
            sets.put(shard, keys.index(shard, index));
        }
        return sets;
    }

    /** The rows of these accounts; null where there is none. */
    List<@Nullable AccountRow> rows(List<AccountKey> accounts) {
        List<Question> questions = new ArrayList<>(accounts.size());
        for (AccountKey account : accounts) {
            questions.add(question(account, new CommandArguments(Command.GET).add(keys.account(account))));
        }
        List<@Nullable Object> answers = exchange.read(questions);
        List<@Nullable AccountRow> rows = new ArrayList<>(accounts.size());
        for (int i = 0; i < accounts.size(); i++) {
            rows.add(answers.get(i) instanceof byte[] bytes ? texts.read(accounts.get(i), bytes) : null);
        }
        return rows;
    }

    private Question question(AccountKey account, CommandArguments command) {
        return new Question(keys.shardOf(account), command);
    }

    /** The windows of an account that start between two times, both inclusive, by start. */
    Positions windows(AccountKey account, String from, String to, int max) {
        return new Positions(
                exchange, Map.of(keys.shardOf(account), keys.windows(account)), Range.up(from, to, null), max);
    }

    List<UsageRow> usage(AccountKey account, long fromMillis, long toMillis, int max) {
        Positions windows = windows(account, Long.toString(fromMillis), Long.toString(toMillis - 1), max);
        List<UsageRow> rows = new ArrayList<>();
        while (rows.size() < max) {
            List<Entry> page = windows.next(Math.min(PAGE, max - rows.size()));
            if (page.isEmpty()) {
                break;
            }
            rows.addAll(usage(account, page));
        }
        return rows;
    }

    List<UsageRow> usage(AccountKey account, List<Entry> windows) {
        CommandArguments command = new CommandArguments(Command.HMGET).add(keys.usage(account));
        windows.forEach(entry -> command.add(Bytes.of(entry.member())));
        List<UsageRow> rows = new ArrayList<>();
        if (exchange.read(question(account, command)) instanceof List<?> sums) {
            for (int i = 0; i < windows.size(); i++) {
                WindowKey window = Keys.window(windows.get(i).member());
                if (sums.get(i) instanceof byte[] bytes) {
                    rows.add(UsageText.read(window, bytes));
                }
            }
        }
        return rows;
    }

    List<AuditRow> audit(AccountKey account, Optional<String> beforeId, int max) {
        CommandArguments command = new CommandArguments(Command.ZREVRANGEBYLEX)
                .add(keys.audit(account))
                .add(Bytes.of(beforeId.map(id -> "(" + id).orElse("+")))
                .add("-")
                .add("LIMIT")
                .add(0)
                .add(max);
        List<AuditRow> rows = new ArrayList<>();
        if (exchange.read(question(account, command)) instanceof List<?> members) {
            members.forEach(member -> rows.add(AccountText.readAudit(account, (byte[]) member)));
        }
        return rows;
    }
}
