package dev.tollgate.redis;

import dev.tollgate.api.TicketState;
import dev.tollgate.redis.Keys.Index;
import dev.tollgate.redis.Write.Scored;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketFlag;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;

/**
 * A group's decision as what has to hold and what is to be written. Which sorted sets a ticket stands in follows from its row alone, so the
 * row that was read says what to take out; its revision, which the server compares, makes that certain.
 */
final class Plan {
    private static final Bytes NOTHING = Bytes.of("");

    private final AccountKey account;
    private final Keys keys;
    private final Keys.OfGroup names;
    private final String store;
    private final int shard;
    private final Decision decision;
    private final long sinceMillis;
    private final Script.Call checks = Script.APPLY.call();
    private int checkCount;
    private final List<Write> writes = new ArrayList<>();

    private Plan(Group group, Decision decision, Store store, long sinceMillis) {
        account = group.account();
        keys = store.keys();
        this.store = store.id();
        names = new Keys.OfGroup(keys, account);
        shard = names.shard();
        this.decision = decision;
        this.sinceMillis = sinceMillis;
    }

    /** The keys of a store, and the id that all its shards bear. */
    record Store(Keys keys, String id) {}

    /**
     * @param decidedOn what the decision was made on
     * @param sinceMillis the store's time must not be before that, which is an estimate when it was not just read
     * @throws IllegalStateException when the decision cannot be written by any store
     */
    static Plan of(Group group, Snapshot decidedOn, Decision decision, Store store, long sinceMillis) {
        if (decision.accountAfter() == null && !decision.usage().isEmpty()) {
            throw new IllegalStateException(
                    "usage of %s is to be written without its account".formatted(group.account()));
        }
        Plan plan = new Plan(group, decision, store, sinceMillis);
        plan.check(group, decidedOn);
        plan.write();
        plan.guard();
        return plan;
    }

    int shard() {
        return shard;
    }

    boolean writesNothing() {
        return writes.isEmpty();
    }

    /** Whether there is nothing to write, and it was decided on these rows themselves: if they were true, there is nothing to check. */
    boolean isOnlyAskingWhatWasRead(Snapshot read) {
        AccountRow row = read.account();
        Long version = row == null ? null : (Long) row.version();
        Long expected =
                decision.account() == null ? null : (Long) decision.account().version();
        return writes.isEmpty() && (!decision.reliesOnAccount() || Objects.equals(version, expected));
    }

    List<CommandArguments> commands() {
        List<CommandArguments> commands = new ArrayList<>();
        writes.forEach(write -> commands.addAll(write.commands()));
        return commands;
    }

    // Checks

    private void check(Group group, Snapshot decidedOn) {
        check("store").key(keys.store(shard)).arg(store);
        List<Bytes> absent = new ArrayList<>();
        if (decision.reliesOnAccount() || decision.accountAfter() != null) {
            AccountRow row = decision.account();
            expect(keys.account(account), row == null ? null : row.version(), absent);
        }
        Map<TicketKey, @Nullable Long> revisions = new LinkedHashMap<>();
        for (TicketKey key : group.tickets()) {
            revisions.put(key, revision(decidedOn.tickets().get(key)));
        }
        for (TicketChange change : decision.tickets()) {
            revisions.put(change.key(), revision(change.before()));
        }
        revisions.forEach((key, revision) -> expect(names.ticket(key), revision, absent));
        for (List<Bytes> part : Write.parts(absent)) {
            Script.Call call = check("none").arg(part.size());
            part.forEach(call::key);
        }
    }

    private static @Nullable Long revision(@Nullable TicketRow row) {
        return row == null ? null : row.revision();
    }

    private void expect(Bytes key, @Nullable Long version, List<Bytes> absent) {
        if (version == null) {
            absent.add(key);
        } else {
            check("is").key(key).arg(version);
        }
    }

    private Script.Call check(String name) {
        checkCount++;
        return checks.arg(name);
    }

    /** A look at every key that is not written whole, so that one of another type is noticed before anything is written. */
    private void guard() {
        Map<Bytes, String> types = new LinkedHashMap<>();
        for (Write write : writes) {
            if (write instanceof Write.Usage usage) {
                types.put(usage.usage(), "hash");
                types.put(usage.windows(), "zset");
            } else if (write instanceof Write.Add add) {
                types.put(add.set(), "zset");
            } else if (write instanceof Write.Drop drop) {
                types.put(drop.set(), "zset");
            } else if (write instanceof Write.Tidy tidy) {
                types.put(tidy.tickets(), "zset");
                types.put(tidy.others(), "zset");
            }
        }
        types.forEach((key, type) -> check(type).key(key));
    }

    // Writes

    private void write() {
        List<Bytes> rowKeys = new ArrayList<>();
        List<Bytes> rows = new ArrayList<>();
        List<Bytes> gone = new ArrayList<>();
        SetChanges sets = new SetChanges();
        AccountRow after = decision.accountAfter();
        if (after != null) {
            rowKeys.add(keys.account(account));
            rows.add(AccountText.write(after));
            if (decision.account() == null) {
                Bytes name = Bytes.of(Keys.member(account));
                sets.add(names.index(Index.ACCOUNTS), name, 0);
                sets.drop(names.index(Index.OTHERS), name);
            }
        }
        for (TicketChange change : decision.tickets()) {
            TicketRow row = change.after();
            if (row == null) {
                gone.add(names.ticket(change.key()));
            } else {
                rowKeys.add(names.ticket(change.key()));
                rows.add(TicketText.write(row));
            }
            index(change, sets);
        }
        decision.audit().forEach(row -> sets.add(keys.audit(account), AccountText.write(row), 0));

        // Rows first: the first write of all has to be one that the server refuses when it is out of memory.
        for (int from = 0; from < rows.size(); from += Write.ITEMS_MAX) {
            int to = Math.min(rows.size(), from + Write.ITEMS_MAX);
            writes.add(new Write.Rows(rowKeys.subList(from, to), rows.subList(from, to)));
        }
        writeUsage();
        sets.writeTo(writes);
        Write.parts(gone).forEach(part -> writes.add(new Write.Gone(part)));
        if (!gone.isEmpty() && decision.account() == null && after == null) {
            writes.add(new Write.Tidy(names.tickets(), names.index(Index.OTHERS), Bytes.of(Keys.member(account))));
        }
    }

    private void writeUsage() {
        for (List<UsageRow> part : Write.parts(decision.usage())) {
            List<Scored> starts = new ArrayList<>();
            List<Bytes> sums = new ArrayList<>();
            for (UsageRow row : part) {
                starts.add(
                        new Scored(Bytes.of(Keys.member(row.key())), row.key().startMillis()));
                sums.add(UsageText.write(row));
            }
            writes.add(new Write.Usage(keys.usage(account), keys.windows(account), starts, sums));
        }
    }

    private void index(TicketChange change, SetChanges sets) {
        Bytes member = Bytes.of(Keys.member(change.key()));
        TicketRow read = change.before();
        Map<Bytes, Long> before = read == null ? Map.of() : places(read);
        Map<Bytes, Long> after = change.after() == null ? Map.of() : places(change.after());
        before.forEach((set, score) -> {
            if (!after.containsKey(set)) {
                sets.drop(set, member);
            }
        });
        after.forEach((set, score) -> {
            if (!Objects.equals(before.get(set), score)) {
                sets.add(set, member, score);
            }
        });
        Bytes numbers = names.index(Index.NUMBERS);
        if (change.before() == null) {
            sets.add(numbers, Bytes.of(Keys.numberMember(change.key())), 0);
            if (decision.account() == null && decision.accountAfter() == null) {
                sets.add(names.index(Index.OTHERS), Bytes.of(Keys.member(account)), 0);
            }
        } else if (change.after() == null) {
            sets.drop(numbers, Bytes.of(Keys.numberMember(change.key())));
        }
    }

    /** The sorted sets that a ticket stands in, with its place. */
    private Map<Bytes, Long> places(TicketRow row) {
        Map<Bytes, Long> places = new HashMap<>();
        long admittedAt = row.admittedAtMillis();
        places.put(names.admitted(), admittedAt);
        places.put(names.tickets(), admittedAt);
        boolean disputed = row.is(TicketFlag.DISPUTED);
        if (disputed) {
            places.put(of(Index.DISPUTED), admittedAt);
        }
        Long finishedAt = row.finishedAtMillis();
        if (row.state() == TicketState.OPEN) {
            places.put(of(Index.OPEN), row.leaseUntilMillis());
        } else if (row.state() == TicketState.IN_DOUBT) {
            places.put(of(Index.DOUBT), admittedAt);
        } else if (finishedAt != null) {
            if (!disputed) {
                places.put(of(Index.FINISHED), finishedAt);
            }
            if (row.outcome() != null) {
                places.put(of(Index.OUTCOMES), finishedAt);
            }
        }
        return places;
    }

    private Bytes of(Index index) {
        return names.index(index);
    }

    // Calls

    /**
     * One call for all these plans, whose keys must be within reach of one script.
     *
     * @param nowMillis the time to check by; null for the server's own
     * @param writing whether to write what holds, or only to check it
     */
    static Script.Call call(List<Plan> plans, @Nullable Long nowMillis, boolean writing) {
        Script.Call call = Script.APPLY.call();
        call.arg(nowMillis == null ? NOTHING : Bytes.of(Long.toString(nowMillis)))
                .arg(plans.size());
        for (Plan plan : plans) {
            section(call, plan.checkSection());
        }
        for (Plan plan : plans) {
            section(call, plan.writeSection(writing));
        }
        return call;
    }

    /** A call that writes in any case. */
    static Script.Call callWithoutChecks(List<Write> writes) {
        Script.Call call = Script.APPLY.call().arg(NOTHING).arg(1);
        section(
                call,
                Script.APPLY.call().arg(Long.MIN_VALUE).arg(Long.MAX_VALUE).arg(0));
        Script.Call section = Script.APPLY.call().arg(writes.size());
        writes.forEach(write -> write.addTo(section));
        section(call, section);
        return call;
    }

    /** A section says where it ends, so that the script can leave it at any point. */
    private static void section(Script.Call call, Script.Call section) {
        call.arg(call.argCount() + 2 + section.argCount()).arg(call.keyCount() + section.keyCount());
        call.append(section);
    }

    private Script.Call checkSection() {
        return Script.APPLY
                .call()
                .arg(sinceMillis)
                .arg(decision.validUntilMillis())
                .arg(checkCount)
                .append(checks);
    }

    private Script.Call writeSection(boolean writing) {
        Script.Call section = Script.APPLY.call();
        section.arg(writing ? writes.size() : 0);
        if (writing) {
            writes.forEach(write -> write.addTo(section));
        }
        return section;
    }

    /** What goes into sorted sets and what comes out, gathered by set. */
    private static final class SetChanges {
        private final Map<Bytes, List<Scored>> added = new LinkedHashMap<>();
        private final Map<Bytes, List<Bytes>> dropped = new LinkedHashMap<>();

        void add(Bytes set, Bytes member, long score) {
            added.computeIfAbsent(set, s -> new ArrayList<>()).add(new Scored(member, score));
        }

        void drop(Bytes set, Bytes member) {
            dropped.computeIfAbsent(set, s -> new ArrayList<>()).add(member);
        }

        void writeTo(List<Write> writes) {
            added.forEach((set, members) -> Write.parts(members).forEach(part -> writes.add(new Write.Add(set, part))));
            dropped.forEach(
                    (set, members) -> Write.parts(members).forEach(part -> writes.add(new Write.Drop(set, part))));
        }
    }
}
