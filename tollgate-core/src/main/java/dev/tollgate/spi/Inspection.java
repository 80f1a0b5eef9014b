package dev.tollgate.spi;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A view of a store for recounting usage from tickets; changes nothing. A store that can reads as of one moment; where it cannot, the
 * account's version, asked before and after, shows whether anything moved meanwhile.
 */
public interface Inspection extends AutoCloseable {

    /** Accounts of all tenants that have a row, usage or tickets, in the order of {@link AccountKey}, after the given one. */
    List<AccountKey> accounts(Optional<AccountKey> after, int max);

    /** The account row's version; empty when there is no row. */
    OptionalLong version(AccountKey account);

    /** The account row with its limits, which say whether a usage row adds up amounts or counts. */
    Optional<AccountRow> account(AccountKey account);

    /** Hands over every usage row of the account. */
    void usage(AccountKey account, Consumer<UsageRow> each);

    /** Hands over every ticket of the account; without history and outcome. */
    void tickets(AccountKey account, Consumer<TicketRow> each);

    @Override
    void close();
}
