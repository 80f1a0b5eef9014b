package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.TicketState;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Group;
import dev.tollgate.spi.GroupResult;
import dev.tollgate.spi.Store;
import dev.tollgate.spi.TicketFilter;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import dev.tollgate.testkit.HandMadeGroup.Writing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A suite that speaks to the store itself, without an engine. */
abstract class SeamRung extends Rung {
    static final AccountKey ACME = new AccountKey("default", "acme");
    static final AccountKey OTHER = new AccountKey("default", "other");
    static final AccountKey THIRD = new AccountKey("default", "third");

    Store store;
    /** Another store object on the same contents, as of another process. */
    Store rival;

    @BeforeEach
    final void openTwoStores() {
        store = openStore();
        rival = openStore();
    }

    static TicketKey ticket(AccountKey account, String number) {
        return new TicketKey(account, "payment", number);
    }

    /** The answers to a batch, which is sorted here. */
    static List<GroupResult> apply(Store on, List<? extends Group> groups) throws Exception {
        List<Group> sorted = new ArrayList<>(groups);
        sorted.sort(Comparator.comparing(Group::account));
        List<GroupResult> results = on.apply(sorted).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(results).hasSameSizeAs(sorted);
        return results;
    }

    static GroupResult apply(Store on, AccountKey account, Decision decision) throws Exception {
        return apply(on, List.of(HandMadeGroup.writing(account, decision))).get(0);
    }

    /** Writes what must be written. */
    void write(AccountKey account, Decision decision) throws Exception {
        assertThat(apply(store, account, decision)).isEqualTo(GroupResult.APPLIED);
    }

    /** Writes an account's first row. */
    AccountRow created(AccountKey account) throws Exception {
        AccountRow row = Rows.account(account);
        write(account, new Writing(null).account(row).decision());
        return row;
    }

    /** Writes a ticket that is not there yet. */
    TicketRow inserted(TicketRow row) throws Exception {
        write(row.key().account(), new Writing(null).insert(row).decision());
        return row;
    }

    @Nullable
    AccountRow account(AccountKey key) {
        return rival.read(key, List.of()).account();
    }

    @Nullable
    TicketRow row(TicketKey key) {
        return rival.read(key.account(), List.of(key)).tickets().get(key);
    }

    List<UsageRow> usage(AccountKey account) {
        return rival.usage(account, Long.MIN_VALUE / 2, Long.MAX_VALUE / 2, 1_000);
    }

    static TicketFilter every(String tenant) {
        return new TicketFilter(tenant, null, null, null, null, null, null, null);
    }

    List<TicketRow> listed(TicketFilter filter, int max) {
        return rival.tickets(filter, Optional.empty(), max);
    }

    static boolean isFinished(TicketRow row) {
        return row.state() != TicketState.OPEN && row.state() != TicketState.IN_DOUBT;
    }
}
