/**
 * Checks whether concurrent calls were answered as if they had been made one after the other.
 *
 * <p>For authors of stores. Wrap the gates, let many threads call them, then have the history checked:
 *
 * <pre>{@code
 * Recorder recorder = new Recorder(100_000);
 * Gate first = recorder.on(oneTollgate.gate());       // engines of their own on one store,
 * Gate second = recorder.on(anotherTollgate.gate());  // as two processes would be
 * ... many threads admit and report through either ...
 * new HistoryChecker(Map.of("hot", config)).assertLinearizable(recorder.history());
 * }</pre>
 *
 * <p>Configure accounts through the gates themselves, before the first recorded call. Let leases be longer than the test and windows
 * not end in it ({@code TOTAL}, or a settable clock). Give the account limits that add up amounts <em>and</em> operations: the sums
 * that answers show are what puts calls in order, and amounts that differ say more than those that are all the same. Send a call again
 * whose outcome is unknown, and {@code find} each operation when all is over.
 *
 * <p>What is found: tickets given twice or lost, answers that ignore a report that had been answered before, declines without a reason,
 * limits that were passed, amounts given back twice or not at all, unknown calls that took effect twice.
 */
@NullMarked
package dev.tollgate.testkit.history;

import org.jspecify.annotations.NullMarked;
