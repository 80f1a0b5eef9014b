package dev.tollgate.proof.simulation;

import dev.tollgate.api.Admission;
import dev.tollgate.internal.GroupCalls;
import dev.tollgate.internal.decide.Action;
import dev.tollgate.internal.decide.Command;
import dev.tollgate.spi.AccountRow;
import dev.tollgate.spi.Decision;
import dev.tollgate.spi.TicketChange;
import dev.tollgate.spi.TicketKey;
import dev.tollgate.spi.TicketRow;
import dev.tollgate.spi.UsageRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides every group a second time, by the two state tables of the product's description, and compares: each answer, and every row that
 * is to be written. Knows nothing of the engine's own decider.
 */
final class Oracle {
    private final World world;

    Oracle(World world) {
        this.world = world;
    }

    void check(Try decided) {
        Ruling ruling = new Ruling(world, decided);
        boolean lookedUp = false;
        int rank = -1;
        for (int i = 0; i < decided.commands.size(); i++) {
            Command command = decided.commands.get(i);
            int next = rank(command);
            int before = rank;
            world.require(before <= next, "order-in-a-group", () -> "out of order: " + decided.commands);
            rank = next;
            Object call = decided.calls.get(i);
            Object answer = decided.answers.get(i);
            boolean unknown = GroupCalls.isUnknown(call);
            lookedUp |= unknown;
            AccountRow account = decided.snapshot.account();
            if (unknown && account != null && answer == GroupCalls.answerOf(call, account.lastBatch())) {
                continue;
            }
            Object expected = ruling.of(command);
            String found = Forms.of(answer);
            // A dispute that was cleared leaves nothing behind: finding none is finding it done.
            boolean settled = unknown && expected.toString().startsWith("not disputed") && found.startsWith("done");
            world.require(
                    settled || found.equals(expected.toString()),
                    "answers-as-the-tables-say",
                    () -> "%s\n  answered %s\n  expected %s\n  to %s on %s\n  at %d"
                            .formatted(command, found, expected, decided.commands, decided.snapshot, ruling.nowMillis));
            sizes(decided, i);
        }
        compare(decided, ruling, lookedUp);
    }

    private void sizes(Try decided, int i) {
        if (i > 0 && decided.answers.get(i) instanceof Admission.Admitted) {
            for (int j = 0; j < i; j++) {
                if (decided.answers.get(j) instanceof Admission.Declined) {
                    world.reach(Situation.LARGE_DECLINED_SMALL_ADMITTED);
                }
            }
        }
        for (int j = 0; j < i; j++) {
            boolean admits = decided.commands.get(i) instanceof Command.Admit;
            if (admits
                    && decided.commands.get(j) instanceof Command.Report
                    && Objects.equals(
                            decided.commands.get(i).ticket(),
                            decided.commands.get(j).ticket())) {
                world.reach(Situation.REPORT_AND_ADMISSION);
            }
        }
    }

    /** Owners' reports, resolve, renew, lapse, reverse, configuration, admissions; retention last. */
    private static int rank(Command command) {
        if (command instanceof Command.Report report) {
            Action action = report.action();
            if (action instanceof Action.Resolve || action instanceof Action.Settle) {
                return 1;
            } else if (action instanceof Action.Renew) {
                return 2;
            }
            return action instanceof Action.Reverse ? 4 : 0;
        } else if (command instanceof Command.Lapse) {
            return 3;
        } else if (command instanceof Command.OfAccount) {
            return 5;
        }
        return command instanceof Command.Admit || command instanceof Command.Check ? 6 : 7;
    }

    private void compare(Try decided, Ruling ruling, boolean lookedUp) {
        Decision decision = decided.decision;
        Map<TicketKey, @Nullable TicketRow> rows = new HashMap<>(decided.snapshot.tickets());
        for (TicketChange change : decision.tickets()) {
            rows.put(change.key(), change.after());
        }
        ruling.tickets.forEach((key, expected) -> {
            TicketRow row = rows.remove(key);
            String found = row == null ? "none" : new ModelTicket(row).toString();
            world.require(
                    found.equals(expected == null ? "none" : expected.toString()),
                    "writes-as-the-tables-say",
                    () -> "%s becomes\n  %s\n  expected %s\n  by %s".formatted(key, found, expected, decided.commands));
        });
        rows.forEach((key, row) -> world.require(
                Objects.equals(row, decided.snapshot.tickets().get(key)) || (row != null && lookedUp),
                "writes-as-the-tables-say",
                () -> "a ticket nobody spoke of: " + row));
        usage(decided, ruling);
        account(decided, ruling, lookedUp);
    }

    private void usage(Try decided, Ruling ruling) {
        Map<Object, UsageRow> written = new HashMap<>();
        decided.decision.usage().forEach(row -> written.put(row.key(), row));
        ruling.usage.forEach((window, row) -> {
            UsageRow before = decided.snapshot.usage().getOrDefault(window, UsageRow.empty(window));
            UsageRow found = written.getOrDefault(window, before);
            written.remove(window);
            world.require(
                    found.equals(row),
                    "counts-as-the-tables-say",
                    () -> "usage becomes %s, expected %s, by %s".formatted(found, row, decided.commands));
        });
        world.require(
                written.isEmpty(), "counts-as-the-tables-say", () -> "usage of windows nobody spoke of: " + written);
    }

    private void account(Try decided, Ruling ruling, boolean lookedUp) {
        Decision decision = decided.decision;
        AccountRow after = decision.accountAfter();
        world.require(
                (after != null || !ruling.accountMoves) && (after == null || ruling.accountMoves || lookedUp),
                "moves-the-account",
                () -> "the account %s, by %s: %s"
                        .formatted(after == null ? "stays" : "moves", decided.commands, decision));
        if (after != null) {
            world.require(
                    after.status() == ruling.status
                            && after.config().equals(ruling.config)
                            && after.configVersion() == ruling.configVersion
                            && after.totalStarts().equals(ruling.totalStarts)
                            && after.lastBatch().equals(decided.batchId)
                            && after.lastTimeMillis() == ruling.nowMillis,
                    "account-as-asked",
                    () -> "%s by %s".formatted(after, decided.commands));
        }
        List<String> audited =
                decision.audit().stream().map(row -> row.entry().action()).toList();
        world.require(
                audited.equals(ruling.audit),
                "audit-is-complete",
                () -> "audited %s, expected %s".formatted(audited, ruling.audit));
        world.require(
                decision.reliesOnAccount() || !ruling.relies,
                "relies-on-what-it-read",
                () -> "does not rely on the account: " + decided.commands);
        world.require(
                decision.validUntilMillis() <= ruling.validUntilMillis,
                "valid-as-long-as-true",
                () -> "valid until %d, but true until %d: %s"
                        .formatted(decision.validUntilMillis(), ruling.validUntilMillis, decided.commands));
        world.require(
                ruling.hasChanged || lookedUp || decision.isEmpty(),
                "writes-only-changes",
                () -> "writes for nothing: " + decision + " by " + decided.commands);
        world.require(
                Objects.equals(decision.account(), decided.snapshot.account()),
                "names-what-it-read",
                () -> "read " + decided.snapshot.account() + ", names " + decision.account());
    }
}
