package dev.tollgate.redis;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.WindowKey;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The names of keys and of the members of sorted sets. Everything of an account lies in one shard, and the keys of a shard carry its
 * number as their hash tag, so that a cluster keeps them together: {@code tollgate:{17}:ticket:default^Aacme^Apayment^AORD-1}.
 *
 * <p>Parts of a name are separated by U+0001, which no name holds and which sorts before all that a name can hold: no two names collide, and
 * bytes sort as {@link AccountKey} and {@link TicketKey} do. Braces in names do no harm, since only the first ones of a key count.
 */
record Keys(String prefix, int shards) {
    /** How many shards a new store gets; written into the store, and never changed. */
    static final int SHARDS = 128;

    private static final String TICKET = "ticket:";

    static final char SEPARATOR = '\u0001';
    /** What follows the separator: the end of everything that begins with a name. */
    static final char AFTER_SEPARATOR = '\u0002';

    /** The sorted sets over all tickets of a shard that are in some state. */
    enum Index {
        /** Open tickets by the end of their lease. */
        OPEN,
        /** Tickets in doubt by admission. */
        DOUBT,
        /** Disputed tickets by admission. */
        DISPUTED,
        /** Finished tickets that still have the bytes of an outcome, by when they finished. */
        OUTCOMES,
        /** Finished tickets that are not disputed, by when they finished. */
        FINISHED,
        /** All tickets by tenant, business number, account and scenario. */
        NUMBERS,
        /** Accounts that have a row, by name. */
        ACCOUNTS,
        /** Accounts that have tickets and, when the first was written, had no row. */
        OTHERS;

        private final String text = name().toLowerCase(Locale.ROOT);
    }

    int shardOf(AccountKey account) {
        CRC32 sum = new CRC32();
        sum.update(Bytes.of(member(account)).getRaw());
        return (int) (sum.getValue() % shards);
    }

    Bytes founding() {
        return Bytes.of(inShard(0) + "founding");
    }

    Bytes store(int shard) {
        return Bytes.of(inShard(shard) + "store");
    }

    /** Where it is tried whether everything may be written. */
    Bytes probe(int shard, String name) {
        return Bytes.of(inShard(shard) + "probe:" + name);
    }

    Bytes index(int shard, Index index) {
        return Bytes.of(inShard(shard) + index.text);
    }

    /** Tickets of a tenant in a shard by admission. */
    Bytes admitted(int shard, String tenant) {
        return Bytes.of(inShard(shard) + "admitted:" + tenant);
    }

    Bytes account(AccountKey account) {
        return of(account, "account");
    }

    /** A hash: the sums by window. */
    Bytes usage(AccountKey account) {
        return of(account, "usage");
    }

    /** The windows of the usage by start. */
    Bytes windows(AccountKey account) {
        return of(account, "windows");
    }

    /** The tickets of an account by admission. */
    Bytes tickets(AccountKey account) {
        return of(account, "tickets");
    }

    Bytes audit(AccountKey account) {
        return of(account, "audit");
    }

    /** The keys that most tickets of a group share, each made once. Made for one group. */
    static final class OfGroup {
        private final Keys keys;
        private final AccountKey account;
        private final int shard;
        private final String ticketPrefix;
        private final Bytes admitted;
        private final Bytes tickets;
        private final Map<Index, Bytes> indexes = new EnumMap<>(Index.class);

        OfGroup(Keys keys, AccountKey account) {
            this.keys = keys;
            this.account = account;
            shard = keys.shardOf(account);
            ticketPrefix = keys.inShard(shard) + TICKET;
            admitted = keys.admitted(shard, account.tenant());
            tickets = keys.tickets(account);
        }

        int shard() {
            return shard;
        }

        Bytes admitted() {
            return admitted;
        }

        Bytes tickets() {
            return tickets;
        }

        Bytes index(Index index) {
            return indexes.computeIfAbsent(index, i -> keys.index(shard, i));
        }

        /** The key of a ticket of this account. */
        Bytes ticket(TicketKey ticket) {
            if (!ticket.account().equals(account)) {
                throw new IllegalArgumentException("%s is not of %s".formatted(ticket, account));
            }
            return Bytes.of(ticketPrefix + member(ticket));
        }
    }

    Bytes ticket(TicketKey ticket) {
        return Bytes.of(inShard(shardOf(ticket.account())) + TICKET + member(ticket));
    }

    private Bytes of(AccountKey account, String kind) {
        return Bytes.of(inShard(shardOf(account)) + kind + ":" + member(account));
    }

    private String inShard(int shard) {
        return prefix + ":{" + shard + "}:";
    }

    static String member(AccountKey account) {
        return account.tenant() + SEPARATOR + account.account();
    }

    static AccountKey account(String member) {
        String[] parts = parts(member, 2);
        return new AccountKey(parts[0], parts[1]);
    }

    static String member(TicketKey ticket) {
        return member(ticket.account()) + SEPARATOR + ticket.scenario() + SEPARATOR + ticket.businessNumber();
    }

    static TicketKey ticket(String member) {
        String[] parts = parts(member, 4);
        return new TicketKey(new AccountKey(parts[0], parts[1]), parts[2], parts[3]);
    }

    /** A member of {@link Index#NUMBERS}: what is asked for comes first. */
    static String numberMember(TicketKey ticket) {
        return numberPrefix(ticket.account().tenant(), ticket.businessNumber())
                + ticket.account().account()
                + SEPARATOR
                + ticket.scenario();
    }

    static String numberPrefix(String tenant, String businessNumber) {
        return tenant + SEPARATOR + businessNumber + SEPARATOR;
    }

    static TicketKey ticketOfNumber(String member) {
        String[] parts = parts(member, 4);
        return new TicketKey(new AccountKey(parts[0], parts[2]), parts[3], parts[1]);
    }

    /** A field of the usage hash, and a member of the windows. */
    static String member(WindowKey window) {
        return window.limit() + SEPARATOR + window.startMillis();
    }

    static WindowKey window(String member) {
        String[] parts = parts(member, 2);
        return new WindowKey(parts[0], Long.parseLong(parts[1]));
    }

    private static String[] parts(String member, int count) {
        String[] parts = member.split("\u0001", -1);
        if (parts.length != count) {
            throw new IllegalArgumentException("not a name of %d parts: %s".formatted(count, member));
        }
        return parts;
    }
}
