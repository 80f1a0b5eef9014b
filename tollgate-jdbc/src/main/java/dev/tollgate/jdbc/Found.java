package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.spi.WindowKey;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows that were read together. */
final class Found {
    private final Wanted wanted;
    private final Map<AccountKey, AccountRow> accounts = new HashMap<>();
    private final Map<TicketKey, TicketRow> tickets = new HashMap<>();
    private final Map<Wanted.Window, UsageRow> usage = new HashMap<>();
    private final Map<AccountKey, RuntimeException> unreadable = new HashMap<>();
    private final Set<Wanted.Window> windows;
    private long storeTimeMillis;

    Found(Wanted wanted) {
        this.wanted = wanted;
        this.windows = new HashSet<>(wanted.windows());
    }

    Wanted wanted() {
        return wanted;
    }

    void storeTime(long millis) {
        storeTimeMillis = millis;
    }

    long storeTimeMillis() {
        return storeTimeMillis;
    }

    void add(AccountRow row) {
        accounts.put(row.key(), row);
    }

    void add(TicketRow row) {
        tickets.put(row.key(), row);
    }

    void add(AccountKey account, UsageRow row) {
        usage.put(new Wanted.Window(account, row.key()), row);
    }

    /** A row of the account makes no sense; the others do. */
    void unreadable(AccountKey account, RuntimeException failure) {
        unreadable.putIfAbsent(account, failure);
    }

    @Nullable
    RuntimeException unreadable(AccountKey account) {
        return unreadable.get(account);
    }

    @Nullable
    AccountRow account(AccountKey key) {
        return accounts.get(key);
    }

    /** Those of the keys that exist. */
    Map<TicketKey, TicketRow> tickets(List<TicketKey> keys) {
        if (keys.size() == wanted.tickets().size()) {
            return Collections.unmodifiableMap(tickets);
        }
        Map<TicketKey, TicketRow> found = new HashMap<>();
        for (TicketKey key : keys) {
            TicketRow row = tickets.get(key);
            if (row != null) {
                found.put(key, row);
            }
        }
        return Collections.unmodifiableMap(found);
    }

    boolean hasRead(AccountKey account, Collection<WindowKey> keys) {
        for (WindowKey key : keys) {
            if (!windows.contains(new Wanted.Window(account, key))) {
                return false;
            }
        }
        return true;
    }

    Snapshot snapshot(AccountKey account, Map<TicketKey, TicketRow> rows, Collection<WindowKey> keys) {
        Map<WindowKey, UsageRow> found = new HashMap<>();
        for (WindowKey key : keys) {
            UsageRow row = usage.get(new Wanted.Window(account, key));
            if (row != null) {
                found.put(key, row);
            }
        }
        return new Snapshot(accounts.get(account), found, rows, storeTimeMillis);
    }
}
