package dev.tollgate.spi;

import dev.tollgate.api.AuditEntry;

/**
 * An audit entry of an account.
 *
 * @param id unique and rising in the order of writing within the account: the account's or ticket's time in milliseconds, then
 *     the batch id
 */
public record AuditRow(AccountKey account, String id, AuditEntry entry) {}
