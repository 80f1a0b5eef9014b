package dev.tollgate.spi;

/**
 * An account of a tenant: the unit of atomicity, of ordering and of partitioning.
 *
 * <p>Ordered by code point, which is the byte order of UTF-8; any total order that all instances share will do for sorting row
 * locks.
 */
public record AccountKey(String tenant, String account) implements Comparable<AccountKey> {
    @Override
    public int compareTo(AccountKey other) {
        int byTenant = Names.compare(tenant, other.tenant);
        return byTenant != 0 ? byTenant : Names.compare(account, other.account);
    }

    @Override
    public String toString() {
        return tenant + "/" + account;
    }
}
