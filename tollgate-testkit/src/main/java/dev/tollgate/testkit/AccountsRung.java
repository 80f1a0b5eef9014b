package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.codes;
import static dev.tollgate.testkit.Answers.done;
import static dev.tollgate.testkit.Answers.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Account;
import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.AccountQuery;
import dev.tollgate.api.AccountResult;
import dev.tollgate.api.AccountStatus;
import dev.tollgate.api.Admission;
import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.By;
import dev.tollgate.api.Limit;
import dev.tollgate.api.Page;
import dev.tollgate.api.Reason;
import dev.tollgate.api.Reversal;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.WindowKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accounts: status and what it stops, who changed what and when. */
abstract class AccountsRung extends GateRung {
    private static final String ACCOUNT = "acme";
    private static final AccountConfig TIGHT = AccountConfig.of("GBP", Limit.amount("daily", WindowKind.DAY, 100));

    @BeforeEach
    final void openAccount() throws InterruptedException {
        configure(ACCOUNT, TIGHT);
    }

    private Account changed(AccountResult result) {
        return expect(AccountResult.Changed.class, result).account();
    }

    @Test
    void anUnknownAccountTakesOnlyOperationsWithoutAnAmount() throws InterruptedException {
        assertThat(codes(gate.admit(pounds("nobody", "1", 1)))).containsExactly(Reason.Code.ACCOUNT_UNKNOWN);
        Ticket ticket = admitted(gate.admit(plain("nobody", "1")));
        assertThat(gate.admit(plain("nobody", "1"))).isInstanceOf(Admission.InProgress.class);
        done(gate.succeed(ticket.handle(), Report.PAID));
        assertThat(gate.admit(plain("nobody", "1"))).isInstanceOf(Admission.Replayed.class);
        assertThat(gate.account("nobody")).isEmpty();
        assertThat(gate.usage("nobody")).isEmpty();
        assertThat(gate.audit("nobody", 50, null).items()).isEmpty();
    }

    @Test
    void aSuspendedAccountDeclinesWithThatOneReasonWhateverItsLimits() throws InterruptedException {
        gate.suspend(ACCOUNT, CLERK);
        assertThat(codes(gate.admit(pounds(ACCOUNT, "1", 101)))).containsExactly(Reason.Code.ACCOUNT_SUSPENDED);
        assertThat(codes(gate.admit(plain(ACCOUNT, "1")))).containsExactly(Reason.Code.ACCOUNT_SUSPENDED);
        assertThat(gate.check(pounds(ACCOUNT, "1", 1)).reasons())
                .extracting(Reason::code)
                .containsExactly(Reason.Code.ACCOUNT_SUSPENDED);
        gate.activate(ACCOUNT, CLERK);
        admitted(gate.admit(pounds(ACCOUNT, "1", 100)));
    }

    @Test
    void aClosedAccountDeclinesForEver() throws InterruptedException {
        assertThat(changed(gate.close(ACCOUNT, CLERK)).status()).isEqualTo(AccountStatus.CLOSED);
        assertThat(codes(gate.admit(pounds(ACCOUNT, "1", 1)))).containsExactly(Reason.Code.ACCOUNT_CLOSED);
        assertThat(gate.activate(ACCOUNT, CLERK)).isEqualTo(new AccountResult.AccountClosed());
        assertThat(gate.suspend(ACCOUNT, CLERK)).isEqualTo(new AccountResult.AccountClosed());
        assertThat(changed(gate.close(ACCOUNT, CLERK)).status()).isEqualTo(AccountStatus.CLOSED);
    }

    @Test
    void anExistingTicketAnswersAndTakesReportsWhateverTheStatus() throws InterruptedException {
        Ticket open = admitted(gate.admit(pounds(ACCOUNT, "1", 10)));
        Ticket paid = admitted(gate.admit(pounds(ACCOUNT, "2", 20)));
        Ticket late = admitted(gate.admit(pounds(ACCOUNT, "3", 30)));
        gate.suspend(ACCOUNT, CLERK);
        assertThat(gate.admit(pounds(ACCOUNT, "1", 10))).isInstanceOf(Admission.InProgress.class);
        done(gate.renew(open.handle(), Duration.ofMinutes(1)));
        done(gate.succeed(paid.handle(), Report.PAID));
        gate.close(ACCOUNT, CLERK);
        assertThat(gate.admit(pounds(ACCOUNT, "2", 20))).isInstanceOf(Admission.Replayed.class);
        assertThat(gate.admit(pounds(ACCOUNT, "2", 21))).isInstanceOf(Admission.Mismatched.class);
        done(gate.reverse(paid.handle(), Reversal.of("r-1", 5)));
        done(gate.doubt(late.handle(), null));
        done(Report.RESOLVE_SUCCEEDED.send(tollgate.gate(), late.handle()));
        done(gate.fail(open.handle(), null));
        assertThat(used(ACCOUNT).get("daily")).isEqualTo(45);
        assertThat(tollgate.verify().holds()).isTrue();
    }

    @Test
    void aReleasedOperationOfASuspendedAccountIsDeclined() throws InterruptedException {
        Ticket ticket = admitted(gate.admit(pounds(ACCOUNT, "1", 10)));
        done(gate.release(ticket.handle(), null));
        gate.suspend(ACCOUNT, CLERK);
        assertThat(codes(gate.admit(pounds(ACCOUNT, "1", 10)))).containsExactly(Reason.Code.ACCOUNT_SUSPENDED);
    }

    @Test
    void whoChangedItAndWhenIsKept() throws InterruptedException {
        clock.advance(Duration.ofMinutes(1));
        Account suspended = changed(gate.suspend(ACCOUNT, new By("auditor", "looks odd")));
        assertThat(suspended.status()).isEqualTo(AccountStatus.SUSPENDED);
        assertThat(suspended.opened()).isEqualTo(new Account.Change(MONDAY_TEN, CLERK.name()));
        assertThat(suspended.suspended()).isEqualTo(new Account.Change(clock.instant(), "auditor"));
        assertThat(suspended.reason()).isEqualTo("looks odd");
        clock.advance(Duration.ofMinutes(1));
        assertThat(changed(gate.suspend(ACCOUNT, By.of("somebody else"))))
                .as("repeating changes nothing")
                .isEqualTo(suspended);
        Account active = changed(gate.activate(ACCOUNT, By.of("auditor")));
        assertThat(active.status()).isEqualTo(AccountStatus.ACTIVE);
        assertThat(active.suspended()).isNull();
        clock.advance(Duration.ofMinutes(1));
        Account modified = changed(gate.configure(ACCOUNT, AccountConfig.of("GBP"), By.of("owner")));
        assertThat(modified.modified()).isEqualTo(new Account.Change(clock.instant(), "owner"));
        assertThat(changed(gate.close(ACCOUNT, By.of("owner"))).closed())
                .isEqualTo(new Account.Change(clock.instant(), "owner"));
        assertThat(gate.audit(ACCOUNT, 50, null).items())
                .extracting(AuditEntry::action)
                .containsExactly("closed", "configured", "activated", "suspended", "configured");
    }

    @Test
    void aConfigurationKeepsTheStatus() throws InterruptedException {
        gate.suspend(ACCOUNT, CLERK);
        Account configured = configure(ACCOUNT, AccountConfig.of("GBP")).account();
        assertThat(configured.status()).isEqualTo(AccountStatus.SUSPENDED);
        assertThat(codes(gate.admit(pounds(ACCOUNT, "1", 1)))).containsExactly(Reason.Code.ACCOUNT_SUSPENDED);
    }

    @Test
    void statusOfAnUnknownAccountCannotChange() throws InterruptedException {
        assertThat(gate.suspend("nobody", CLERK)).isEqualTo(new AccountResult.AccountUnknown());
        assertThat(gate.activate("nobody", CLERK)).isEqualTo(new AccountResult.AccountUnknown());
        assertThat(gate.close("nobody", CLERK)).isEqualTo(new AccountResult.AccountUnknown());
    }

    @Test
    void accountsAreListedByNamePageByPage() throws InterruptedException {
        List<String> names = new ArrayList<>(List.of(ACCOUNT));
        for (int i = 0; i < 25; i++) {
            names.add("shop-%02d".formatted(i));
            configure("shop-%02d".formatted(i), AccountConfig.EMPTY);
        }
        gate.suspend("shop-07", CLERK);
        gate.close("shop-11", CLERK);
        assertThat(listed(null, 7)).isEqualTo(names);
        assertThat(listed(AccountStatus.SUSPENDED, 1)).containsExactly("shop-07");
        assertThat(listed(AccountStatus.CLOSED, 500)).containsExactly("shop-11");
        assertThat(listed(AccountStatus.ACTIVE, 8)).hasSize(24).doesNotContain("shop-07", "shop-11");
    }

    private List<String> listed(@Nullable AccountStatus status, int pageSize) throws InterruptedException {
        List<String> names = new ArrayList<>();
        String cursor = null;
        do {
            Page<Account> page = gate.accounts(new AccountQuery(status, pageSize, cursor));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(pageSize);
            page.items().forEach(account -> names.add(account.account()));
            cursor = page.next();
        } while (cursor != null);
        return names;
    }

    @Test
    void theAuditIsReadNewestFirstPageByPage() throws InterruptedException {
        for (int i = 0; i < 11; i++) {
            clock.advance(Duration.ofSeconds(1));
            By by = new By("auditor", "turn " + i);
            changed(i % 2 == 0 ? gate.suspend(ACCOUNT, by) : gate.activate(ACCOUNT, by));
        }
        List<@Nullable String> reasons = new ArrayList<>();
        String cursor = null;
        do {
            Page<AuditEntry> page = gate.audit(ACCOUNT, 5, cursor);
            page.items().forEach(entry -> reasons.add(entry.reason()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(reasons)
                .containsExactly(
                        "turn 10", "turn 9", "turn 8", "turn 7", "turn 6", "turn 5", "turn 4", "turn 3", "turn 2",
                        "turn 1", "turn 0", null);
    }
}
