package dev.tollgate.jdbc;

import dev.tollgate.spi.AccountKey;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.WindowKey;
import java.util.List;

/**
 * The rows to read.
 *
 * @param accounts sorted, each once
 */
record Wanted(List<AccountKey> accounts, List<TicketKey> tickets, List<Window> windows) {

    record Window(AccountKey account, WindowKey key) {}
}
