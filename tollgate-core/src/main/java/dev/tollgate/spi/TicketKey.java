package dev.tollgate.spi;

import dev.tollgate.api.Operation;

/** An operation of a tenant: the key of its ticket row. */
public record TicketKey(AccountKey account, String scenario, String businessNumber) implements Comparable<TicketKey> {

    public static TicketKey of(String tenant, Operation operation) {
        return new TicketKey(
                new AccountKey(tenant, operation.account()), operation.scenario(), operation.businessNumber());
    }

    public Operation operation() {
        return new Operation(account.account(), scenario, businessNumber);
    }

    @Override
    public int compareTo(TicketKey other) {
        int byAccount = account.compareTo(other.account);
        if (byAccount != 0) {
            return byAccount;
        }
        int byScenario = Names.compare(scenario, other.scenario);
        return byScenario != 0 ? byScenario : Names.compare(businessNumber, other.businessNumber);
    }

    @Override
    public String toString() {
        return account + "/" + scenario + "/" + businessNumber;
    }
}
