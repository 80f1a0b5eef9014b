package dev.tollgate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.spi.AccountKey;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeldAccountsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final HeldAccounts held = new HeldAccounts(nanos::get);

    @Test
    void accountIsHeldForASecondAfterItWasFoundSo() {
        assertThat(held.isHeld(Rows.ACME)).isFalse();

        held.found(Rows.ACME);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        assertThat(held.isHeld(Rows.ACME)).isTrue();
        assertThat(held.isHeld(new AccountKey("default", "other"))).isFalse();

        nanos.incrementAndGet();
        assertThat(held.isHeld(Rows.ACME)).isFalse();
    }

    @Test
    void accountThatWasWrittenIsFree() {
        held.found(Rows.ACME);
        held.free(Rows.ACME);

        assertThat(held.isHeld(Rows.ACME)).isFalse();
    }

    @Test
    void onlySoManyAreRemembered() {
        for (int i = 0; i < 5_000; i++) {
            held.found(new AccountKey("default", "acme" + i));
        }
        assertThat(held.size()).isLessThanOrEqualTo(1_000);
    }
}
