package dev.tollgate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.internal.decide.Action;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.Snapshot;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final AccountKey ACME = new AccountKey("default", "acme");

    private final Memory memory = new Memory();

    private static AccountRow account(AccountKey key, long version) {
        return new AccountRow(
                key,
                version,
                "batch",
                1,
                AccountStatus.ACTIVE,
                AccountConfig.of("GBP"),
                1,
                Map.of(),
                List.of(),
                new Account.Change(Instant.EPOCH, "clerk"),
                null,
                null,
                null,
                null);
    }

    private static TicketKey key(AccountKey account, String number) {
        return new TicketKey(account, "payment", number);
    }

    private static TicketRow ticket(TicketKey key, TicketState state) {
        return new TicketRow(
                key,
                1,
                1,
                "request",
                "clerk",
                state,
                null,
                0,
                null,
                1,
                2,
                null,
                null,
                OnLapse.HOLD,
                0,
                null,
                null,
                Map.of(),
                List.of(),
                List.of());
    }

    private static Call admit(TicketKey key) {
        return new Call(new Command.Admit(key, AdmitRequest.of(key.operation(), "clerk"), "request"), 0);
    }

    private static Call report(TicketKey key) {
        TicketHandle handle = TicketHandle.of(key.operation(), 1, "request");
        return new Call(new Command.Report(key, handle, new Action.Succeed(null)), 0);
    }

    /** As if a batch had admitted this, decided on the account in that version and leaving it one further. */
    private void admitted(TicketKey key, long version) {
        AccountRow before = account(key.account(), version);
        GroupRun group = new GroupRun(key.account(), List.of(admit(key)), "batch", 0, null);
        memory.remember(
                group,
                new Snapshot(before, Map.of(), Map.of(), 1),
                new Decision(
                        before,
                        true,
                        before.moved("batch", 1),
                        List.of(),
                        List.of(new TicketChange(null, ticket(key, TicketState.OPEN))),
                        List.of(),
                        Long.MAX_VALUE));
    }

    @Test
    void aReportIsDecidedOnTheTicketThatWasAdmitted() {
        admitted(key(ACME, "1"), 1);
        admitted(key(ACME, "2"), 2);
        Snapshot recalled = memory.recall(ACME, List.of(report(key(ACME, "1"))));
        assertThat(recalled).isNotNull();
        assertThat(recalled.account().version()).isEqualTo(3);
        assertThat(recalled.tickets()).containsOnlyKeys(key(ACME, "1"));
    }

    @Test
    void aReportOnATicketThatIsNotRememberedIsNotDecidedOnMemory() {
        admitted(key(ACME, "1"), 1);
        assertThat(memory.recall(ACME, List.of(report(key(ACME, "2"))))).isNull();
        assertThat(memory.recall(ACME, List.of(admit(key(ACME, "2"))))).isNotNull();
    }

    @Test
    void ticketsAreNotTakenOverFromAnAccountThatOthersHaveMoved() {
        admitted(key(ACME, "1"), 1);
        admitted(key(ACME, "2"), 7);
        assertThat(memory.recall(ACME, List.of(report(key(ACME, "1"))))).isNull();
        assertThat(memory.recall(ACME, List.of(report(key(ACME, "2"))))).isNotNull();
    }

    @Test
    void aTicketThatWasReadAsGoneIsForgotten() {
        admitted(key(ACME, "1"), 1);
        GroupRun asking = new GroupRun(ACME, List.of(report(key(ACME, "1"))), "batch", 0, null);
        memory.remember(
                asking,
                new Snapshot(account(ACME, 2), Map.of(), Map.of(), 1),
                new Decision(account(ACME, 2), false, null, List.of(), List.of(), List.of(), Long.MAX_VALUE));
        assertThat(memory.recall(ACME, List.of(report(key(ACME, "1"))))).isNull();
    }

    @Test
    void whatIsReadFreshTakesThePlaceOfAllThatWasKnown() {
        admitted(key(ACME, "1"), 1);
        TicketRow finished = ticket(key(ACME, "2"), TicketState.SUCCEEDED);
        memory.remember(ACME, new Snapshot(account(ACME, 5), Map.of(), Map.of(finished.key(), finished), 1));
        assertThat(memory.recall(ACME, List.of(report(key(ACME, "1"))))).isNull();
        assertThat(memory.recall(ACME, List.of(admit(finished.key()))).tickets())
                .containsOnlyKeys(finished.key());
    }

    @Test
    void whereTooManyTicketsAreOpenAccountsAreStillRemembered() {
        int accounts = 80;
        int each = 1_000;
        for (int i = 0; i < accounts; i++) {
            AccountKey account = new AccountKey("default", "acme-" + i);
            for (int j = 0; j < each; j++) {
                admitted(key(account, "ORD-" + j), j + 1);
            }
        }
        AccountKey first = new AccountKey("default", "acme-0");
        AccountKey last = new AccountKey("default", "acme-" + (accounts - 1));
        assertThat(memory.recall(first, List.of(report(key(first, "ORD-1"))))).isNull();
        assertThat(memory.recall(first, List.of(admit(key(first, "new"))))).isNotNull();
        assertThat(memory.recall(last, List.of(report(key(last, "ORD-1"))))).isNotNull();
    }
}
