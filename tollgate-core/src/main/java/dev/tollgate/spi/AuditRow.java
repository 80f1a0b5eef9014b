package dev.tollgate.spi;

import dev.tollgate.api.AuditEntry;

/**
 * An audit entry of an account.
 *
 * @param id unique, and rising in the order of writing within an account that exists: its time in milliseconds, its version, the place
 *     in the group, the batch id; where there is no account, the store's time takes the place of the account's
 */
public record AuditRow(AccountKey account, String id, AuditEntry entry) {}
