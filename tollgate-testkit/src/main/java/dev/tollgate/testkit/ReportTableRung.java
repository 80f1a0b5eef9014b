package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reports with the ticket's own fence: every cell of the table, what it answers, what it leaves, and what a repeat answers. */
abstract class ReportTableRung extends GateRung {
    /** {@code kept}: the amount and the operation count; {@code back}: neither does; {@code reversed}: a part of the amount does not. */
    private static final String TABLE = """
            succeed           | open                                | Done            | succeeded | kept     |
            succeed           | late hold, late release             | Done            | succeeded | kept     | late
            succeed           | doubted, lapsed in doubt            | Done            | succeeded | kept     | late
            succeed           | succeeded, resolved succeeded       | Done            | succeeded | kept     |
            succeed           | failed, resolved failed             | AlreadyFinished | failed    | back     | disputed
            succeed           | released, resolved released         | AlreadyFinished | released  | back     | disputed
            succeed           | released by lapse                   | Done            | succeeded | kept     | late
            succeed otherwise | succeeded, resolved succeeded       | AlreadyFinished | succeeded | kept     |
            fail              | open                                | Done            | failed    | back     |
            fail              | late hold, late release             | Done            | failed    | back     | late
            fail              | doubted, lapsed in doubt            | Done            | failed    | back     | late
            fail              | succeeded, resolved succeeded       | AlreadyFinished | succeeded | kept     |
            fail              | failed, resolved failed             | Done            | failed    | back     |
            fail              | released, resolved released         | AlreadyFinished | released  | back     |
            fail              | released by lapse                   | Done            | failed    | back     | late
            fail otherwise    | failed, resolved failed             | AlreadyFinished | failed    | back     |
            release           | open                                | Done            | released  | back     |
            release           | late hold, late release             | Done            | released  | back     | late
            release           | doubted, lapsed in doubt            | Done            | released  | back     | late
            release           | succeeded, resolved succeeded       | AlreadyFinished | succeeded | kept     |
            release           | failed, resolved failed             | AlreadyFinished | failed    | back     |
            release           | released, resolved released         | Done            | released  | back     |
            release           | released by lapse                   | Done            | released  | back     |
            doubt             | open, late hold, late release       | Done            | in doubt  | kept     |
            doubt             | doubted, lapsed in doubt            | Done            | in doubt  | kept     |
            doubt             | succeeded, resolved succeeded       | AlreadyFinished | succeeded | kept     |
            doubt             | failed, resolved failed             | AlreadyFinished | failed    | back     |
            doubt             | released, resolved released         | AlreadyFinished | released  | back     |
            doubt             | released by lapse                   | AlreadyFinished | released  | back     |
            renew             | open                                | Done            | open      | kept     |
            renew             | late hold, doubted, lapsed in doubt | NotOpen         | in doubt  | kept     |
            renew             | late release                        | AlreadyFinished | released  | back     |
            renew             | succeeded, resolved succeeded       | AlreadyFinished | succeeded | kept     |
            renew             | failed, resolved failed             | AlreadyFinished | failed    | back     |
            renew             | released, resolved released         | AlreadyFinished | released  | back     |
            renew             | released by lapse                   | AlreadyFinished | released  | back     |
            reverse           | open                                | NotSucceeded    | open      | kept     |
            reverse           | late hold                           | NotSucceeded    | in doubt  | kept     |
            reverse           | late release                        | NotSucceeded    | released  | back     |
            reverse           | doubted, lapsed in doubt            | NotSucceeded    | in doubt  | kept     |
            reverse           | succeeded, resolved succeeded       | Done            | succeeded | reversed |
            reverse           | failed, resolved failed             | NotSucceeded    | failed    | back     |
            reverse           | released, resolved released         | NotSucceeded    | released  | back     |
            reverse           | released by lapse                   | NotSucceeded    | released  | back     |
            resolve succeeded | open                                | NotInDoubt      | open      | kept     |
            resolve succeeded | late hold, doubted, lapsed in doubt | Done            | succeeded | kept     |
            resolve succeeded | late release                        | NotInDoubt      | released  | back     |
            resolve succeeded | succeeded                           | NotInDoubt      | succeeded | kept     |
            resolve succeeded | resolved succeeded                  | Done            | succeeded | kept     |
            resolve succeeded | failed, resolved failed             | NotInDoubt      | failed    | back     |
            resolve succeeded | released, resolved released         | NotInDoubt      | released  | back     |
            resolve succeeded | released by lapse                   | NotInDoubt      | released  | back     |
            resolve failed    | open                                | NotInDoubt      | open      | kept     |
            resolve failed    | late hold, doubted, lapsed in doubt | Done            | failed    | back     |
            resolve failed    | late release                        | NotInDoubt      | released  | back     |
            resolve failed    | succeeded, resolved succeeded       | NotInDoubt      | succeeded | kept     |
            resolve failed    | failed                              | NotInDoubt      | failed    | back     |
            resolve failed    | resolved failed                     | Done            | failed    | back     |
            resolve failed    | released, resolved released         | NotInDoubt      | released  | back     |
            resolve failed    | released by lapse                   | NotInDoubt      | released  | back     |
            resolve released  | open                                | NotInDoubt      | open      | kept     |
            resolve released  | late hold, doubted, lapsed in doubt | Done            | released  | back     |
            resolve released  | late release                        | NotInDoubt      | released  | back     |
            resolve released  | succeeded, resolved succeeded       | NotInDoubt      | succeeded | kept     |
            resolve released  | failed, resolved failed             | NotInDoubt      | failed    | back     |
            resolve released  | released                            | NotInDoubt      | released  | back     |
            resolve released  | resolved released                   | Done            | released  | back     |
            resolve released  | released by lapse                   | NotInDoubt      | released  | back     |
            settle            | open                                | NotDisputed     | open      | kept     |
            settle            | late hold                           | NotDisputed     | in doubt  | kept     |
            settle            | late release                        | NotDisputed     | released  | back     |
            settle            | doubted, lapsed in doubt            | NotDisputed     | in doubt  | kept     |
            settle            | succeeded, resolved succeeded       | NotDisputed     | succeeded | kept     |
            settle            | failed, resolved failed             | NotDisputed     | failed    | back     |
            settle            | released, resolved released         | NotDisputed     | released  | back     |
            settle            | released by lapse                   | NotDisputed     | released  | back     |
            """;

    private static final Map<String, Map<String, Long>> USAGE = Map.of(
            "kept", Map.of("daily", Scene.AMOUNT, "ever", 1L),
            "back", Map.of("daily", 0L, "ever", 0L),
            "reversed", Map.of("daily", Scene.AMOUNT - Report.REVERSED, "ever", 1L));

    private record Cell(
            Report report, Standing standing, String answer, TicketState after, String usage, Set<String> flags) {

        String text() {
            return "%s on a ticket that is %s answers %s".formatted(report.text(), standing.text(), answer);
        }
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (String line : TABLE.lines().toList()) {
            List<String> columns =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            for (String standing : columns.get(1).split(",", -1)) {
                cells.add(new Cell(
                        Report.of(columns.get(0)),
                        Standing.of(standing),
                        columns.get(2),
                        TicketState.valueOf(columns.get(3).replace(' ', '_').toUpperCase(Locale.ROOT)),
                        columns.get(4),
                        columns.get(5).isEmpty() ? Set.of() : Set.of(columns.get(5))));
            }
        }
        return cells;
    }

    @Test
    void theTableHasEveryCellOnce() {
        Set<Report> everywhere = EnumSet.complementOf(EnumSet.of(Report.SUCCEED_OTHERWISE, Report.FAIL_OTHERWISE));
        List<String> wanted = everywhere.stream()
                .flatMap(report -> Arrays.stream(Standing.values()).map(standing -> report + " " + standing))
                .toList();
        assertThat(cells().stream()
                        .filter(cell -> everywhere.contains(cell.report))
                        .map(cell -> cell.report + " " + cell.standing))
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @TestFactory
    Stream<DynamicTest> everyCell() {
        return Stream.concat(
                cells().stream().map(cell -> dynamicTest(cell.text(), () -> check(cell))),
                Stream.of(dynamicTest("after all of them usage is the sum of the live tickets", this::recount)));
    }

    private void recount() {
        assertThat(tollgate.verify().mismatches()).isEmpty();
        assertThat(tollgate.verify().accounts()).isEqualTo(cells().size());
    }

    private void check(Cell cell) throws InterruptedException {
        Scene scene = new Scene(this, cell.text());
        TicketHandle handle = scene.bring(cell.standing, Scene.FIRST_REQUEST);
        long eventsBefore = events(scene, cell);
        TicketState before = scene.row().state();
        long versionBefore = scene.version();
        ReportResult answer = cell.report.send(tollgate.gate(), handle);

        assertThat(answer.getClass().getSimpleName()).isEqualTo(cell.answer);
        checkTicket(cell, scene.found());
        checkAnswer(cell, answer);
        assertThat(scene.used()).isEqualTo(USAGE.get(cell.usage));
        if (scene.row().state() != before) {
            assertThat(scene.version()).as("the account's version").isGreaterThan(versionBefore);
        }
        checkHistory(cell, scene, eventsBefore);
        checkRepeat(cell, scene, handle, answer);
    }

    private static void checkTicket(Cell cell, Ticket ticket) {
        assertThat(ticket.state()).isEqualTo(cell.after);
        assertThat(ticket.late()).as("late").isEqualTo(cell.flags.contains("late"));
        assertThat(ticket.disputed()).as("disputed").isEqualTo(cell.flags.contains("disputed"));
        assertThat(ticket.reversedMinorUnits()).isEqualTo(cell.usage.equals("reversed") ? Report.REVERSED : 0);
        assertThat(ticket.finishedAt() == null)
                .as("not finished")
                .isEqualTo(cell.after == TicketState.OPEN || cell.after == TicketState.IN_DOUBT);
        assertThat(ticket.outcome())
                .isEqualTo(
                        switch (cell.after) {
                            case SUCCEEDED -> Report.PAID;
                            case FAILED -> Report.REFUSED;
                            default -> null;
                        });
    }

    private static void checkAnswer(Cell cell, ReportResult answer) {
        if (answer instanceof ReportResult.Done done) {
            checkTicket(cell, done.ticket());
        } else if (answer instanceof ReportResult.AlreadyFinished finished) {
            checkTicket(cell, finished.ticket());
        } else if (answer instanceof ReportResult.NotOpen notOpen) {
            assertThat(notOpen.state()).isEqualTo(cell.after);
        } else if (answer instanceof ReportResult.NotSucceeded notSucceeded) {
            assertThat(notSucceeded.state()).isEqualTo(cell.after);
        } else if (answer instanceof ReportResult.NotInDoubt notInDoubt) {
            assertThat(notInDoubt.state()).isEqualTo(cell.after);
        } else {
            assertThat(expect(ReportResult.NotDisputed.class, answer).state()).isEqualTo(cell.after);
        }
    }

    /** How often the history holds what the report would leave there: reading must not lapse the ticket before the report comes. */
    private long events(Scene scene, Cell cell) throws InterruptedException {
        boolean late = cell.standing == Standing.LATE_HOLD || cell.standing == Standing.LATE_RELEASE;
        return late || cell.report.leaves() == null ? 0 : count(scene.found(), cell.report.leaves());
    }

    private static long count(Ticket ticket, HistoryEvent.Kind kind) {
        return ticket.history().stream().filter(event -> event.event() == kind).count();
    }

    private void checkHistory(Cell cell, Scene scene, long eventsBefore) throws InterruptedException {
        Ticket ticket = scene.found();
        assertThat(ticket.history()).as("history").isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
        assertThat(ticket.history().get(0).event()).isEqualTo(HistoryEvent.Kind.ADMITTED);
        assertThat(count(ticket, HistoryEvent.Kind.REFUSED)).isEqualTo(cell.flags.contains("disputed") ? 1 : 0);
        HistoryEvent.Kind leaves = cell.report.leaves();
        if (leaves == null) {
            return;
        }
        boolean done = cell.answer.equals("Done");
        boolean moved =
                cell.standing == Standing.OPEN || cell.standing.seen() != cell.after || cell.report == Report.REVERSE;
        if (done && moved) {
            assertThat(count(ticket, leaves)).as("entries of kind " + leaves).isEqualTo(eventsBefore + 1);
        } else if (!done && cell.standing != Standing.LATE_RELEASE) {
            assertThat(count(ticket, leaves)).as("entries of kind " + leaves).isEqualTo(eventsBefore);
        }
    }

    private void checkRepeat(Cell cell, Scene scene, TicketHandle handle, ReportResult first)
            throws InterruptedException {
        long revision = scene.row().revision();
        ReportResult again = cell.report.send(tollgate.gate(), handle);
        if (cell.report != Report.RENEW) {
            assertThat(scene.row().revision()).as("a repeat writes nothing").isEqualTo(revision);
        }
        assertThat(again).as("a repeat").isEqualTo(first);
        assertThat(scene.used()).isEqualTo(USAGE.get(cell.usage));
        checkTicket(cell, scene.found());
    }
}
