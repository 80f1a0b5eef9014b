package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.admitted;
import static dev.tollgate.testkit.Answers.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tollgate.api.Admission;
import dev.tollgate.api.AdmitRequest;
import dev.tollgate.api.Amount;
import dev.tollgate.api.Checked;
import dev.tollgate.api.OnLapse;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketState;
import dev.tollgate.spi.TicketRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Admissions of an operation that has a ticket: every cell of the table, and that {@code check} foresees it. */
abstract class AdmitTableRung extends GateRung {
    /**
     * Columns: the standing; then the answer to the same request id, to another one, to none, to other content under another request id,
     * and to other content under the same one. {@code again}: admitted, the same ticket, nothing written; {@code next}: admitted with
     * the next fence.
     */
    private static final String TABLE = """
            open               | again      | InProgress | InProgress | Mismatched | Mismatched
            late hold          | InDoubt    | InDoubt    | InDoubt    | Mismatched | Mismatched
            late release       | Superseded | next       | next       | next       | Mismatched
            doubted            | InDoubt    | InDoubt    | InDoubt    | Mismatched | Mismatched
            lapsed in doubt    | InDoubt    | InDoubt    | InDoubt    | Mismatched | Mismatched
            succeeded          | Replayed   | Replayed   | Replayed   | Mismatched | Mismatched
            resolved succeeded | Replayed   | Replayed   | Replayed   | Mismatched | Mismatched
            failed             | Replayed   | Replayed   | Replayed   | Mismatched | Mismatched
            resolved failed    | Replayed   | Replayed   | Replayed   | Mismatched | Mismatched
            released           | Superseded | next       | next       | next       | Mismatched
            resolved released  | Superseded | next       | next       | next       | Mismatched
            released by lapse  | Superseded | next       | next       | next       | Mismatched
            """;

    private static final Map<String, Checked.Decision> FORESEEN = Map.of(
            "again", Checked.Decision.ADMITTED,
            "next", Checked.Decision.ADMITTED,
            "InProgress", Checked.Decision.IN_PROGRESS,
            "InDoubt", Checked.Decision.IN_DOUBT,
            "Replayed", Checked.Decision.REPLAYED,
            "Mismatched", Checked.Decision.MISMATCHED,
            "Superseded", Checked.Decision.SUPERSEDED);

    private static final Amount OTHER_AMOUNT = new Amount(Scene.AMOUNT + 1, "GBP");

    private enum Column {
        SAME_REQUEST,
        OTHER_REQUEST,
        NO_REQUEST,
        OTHER_CONTENT,
        OTHER_CONTENT_OF_THE_SAME_REQUEST;

        boolean hasOtherContent() {
            return this == OTHER_CONTENT || this == OTHER_CONTENT_OF_THE_SAME_REQUEST;
        }

        AdmitRequest request(Scene scene) {
            String id = switch (this) {
                case SAME_REQUEST, OTHER_CONTENT_OF_THE_SAME_REQUEST -> Scene.FIRST_REQUEST;
                case OTHER_REQUEST, OTHER_CONTENT -> "request-2";
                case NO_REQUEST -> null;
            };
            AdmitRequest same = scene.request(Scene.FIRST_REQUEST, OnLapse.HOLD).withRequestId(id);
            return hasOtherContent() ? same.withAmount(OTHER_AMOUNT) : same;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private record Cell(Standing standing, Column column, String answer) {
        String text() {
            return "%s of a ticket that is %s answers %s".formatted(column.text(), standing.text(), answer);
        }
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (String line : TABLE.lines().toList()) {
            String[] texts = line.split("\\|", -1);
            Column[] columns = Column.values();
            for (int i = 0; i < columns.length; i++) {
                cells.add(new Cell(Standing.of(texts[0]), columns[i], texts[i + 1].strip()));
            }
        }
        return cells;
    }

    @Test
    void theTableHasEveryStandingOnce() {
        assertThat(cells()).hasSize(Standing.values().length * Column.values().length);
        assertThat(cells().stream().map(Cell::standing).distinct()).containsExactlyInAnyOrder(Standing.values());
    }

    @TestFactory
    Stream<DynamicTest> everyCell() {
        return Stream.concat(
                cells().stream().map(cell -> dynamicTest(cell.text(), () -> check(cell))),
                Stream.of(dynamicTest(
                        "after all of them usage is the sum of the live tickets",
                        () -> assertThat(tollgate.verify().holds()).isTrue())));
    }

    private void check(Cell cell) throws InterruptedException {
        Scene scene = new Scene(this, cell.text());
        TicketHandle handle = scene.bring(cell.standing, Scene.FIRST_REQUEST);
        TicketRow before = scene.row();
        Map<String, Long> usedBefore = scene.used();
        AdmitRequest request = cell.column.request(scene);

        if (!lapses(cell)) {
            assertThat(gate.check(request).decision()).as("foreseen").isEqualTo(FORESEEN.get(cell.answer));
            assertThat(scene.row()).as("looking ahead writes nothing").isEqualTo(before);
        }

        Admission admission = gate.admit(request);
        switch (cell.answer) {
            case "again" -> {
                checkAgain(scene, admission, handle, usedBefore);
                assertThat(scene.row()).as("nothing written").isEqualTo(before);
            }
            case "next" -> checkNext(cell, scene, admission);
            default -> checkRefusal(cell, scene, admission, before);
        }
    }

    private static boolean lapses(Cell cell) {
        return cell.standing == Standing.LATE_HOLD || cell.standing == Standing.LATE_RELEASE;
    }

    @TestFactory
    Stream<DynamicTest> lookingAheadPastTheLeaseForeseesTheLapse() {
        return cells().stream()
                .filter(AdmitTableRung::lapses)
                .map(cell -> dynamicTest(cell.text(), () -> {
                    Scene scene = new Scene(this, cell.text());
                    scene.bring(cell.standing, Scene.FIRST_REQUEST);
                    assertThat(gate.check(cell.column.request(scene)).decision())
                            .isEqualTo(FORESEEN.get(cell.answer));
                }));
    }

    @Test
    void lookingAheadPastTheLeaseWritesNothing() throws InterruptedException {
        Scene scene = new Scene(this, "looking");
        scene.bring(Standing.LATE_HOLD, Scene.FIRST_REQUEST);
        TicketRow before = scene.row();
        gate.check(scene.request("request-2", OnLapse.HOLD));
        assertThat(scene.row()).isEqualTo(before);
    }

    private void checkAgain(Scene scene, Admission admission, TicketHandle handle, Map<String, Long> usedBefore)
            throws InterruptedException {
        Ticket ticket = admitted(admission);
        assertThat(ticket.handle()).isEqualTo(handle);
        assertThat(ticket.fence()).isEqualTo(1);
        assertThat(scene.used()).isEqualTo(usedBefore);
    }

    private void checkNext(Cell cell, Scene scene, Admission admission) throws InterruptedException {
        Ticket ticket = admitted(admission);
        long amount = cell.column.hasOtherContent() ? OTHER_AMOUNT.minorUnits() : Scene.AMOUNT;
        assertThat(ticket.fence()).isEqualTo(2);
        assertThat(ticket.currentFence()).isEqualTo(2);
        assertThat(ticket.state()).isEqualTo(TicketState.OPEN);
        assertThat(ticket.late()).isFalse();
        assertThat(ticket.reason()).as("the reason of the attempt before").isNull();
        assertThat(ticket.amount()).isEqualTo(new Amount(amount, "GBP"));
        assertThat(scene.used()).isEqualTo(Map.of("daily", amount, "ever", 1L));
    }

    private void checkRefusal(Cell cell, Scene scene, Admission admission, TicketRow before)
            throws InterruptedException {
        TicketState seen = cell.standing.seen();
        assertThat(admission.getClass().getSimpleName()).isEqualTo(cell.answer);
        if (admission instanceof Admission.Replayed replayed) {
            assertThat(replayed.ticket().state()).isEqualTo(seen);
            assertThat(replayed.ticket().outcome())
                    .isEqualTo(seen == TicketState.SUCCEEDED ? Report.PAID : Report.REFUSED);
        } else if (admission instanceof Admission.InProgress inProgress) {
            assertThat(inProgress).isEqualTo(new Admission.InProgress(1, MONDAY_TEN.plus(elapsed())));
        } else if (admission instanceof Admission.InDoubt inDoubt) {
            assertThat(inDoubt.fence()).isEqualTo(1);
        } else if (admission instanceof Admission.Mismatched mismatched) {
            assertThat(mismatched).isEqualTo(new Admission.Mismatched(seen, 1));
        } else {
            assertThat(expect(Admission.Superseded.class, admission).fence()).isEqualTo(1);
        }
        assertThat(scene.row().revision()).isEqualTo(lapses(cell) ? before.revision() + 1 : before.revision());
        assertThat(scene.found().state()).isEqualTo(seen);
        long live = seen == TicketState.RELEASED || seen == TicketState.FAILED ? 0 : 1;
        assertThat(scene.used()).isEqualTo(Map.of("daily", live * Scene.AMOUNT, "ever", live));
    }

    /** From the start of the test to the end of the lease of a ticket that was admitted just now. */
    private Duration elapsed() {
        return Duration.between(MONDAY_TEN, clock.instant()).plus(Scene.LEASE);
    }

    @Test
    void anOperationWithoutATicketIsAdmittedWithTheFirstFence() throws InterruptedException {
        Scene scene = new Scene(this, "fresh");
        Admission.Admitted admission =
                expect(Admission.Admitted.class, gate.admit(scene.request(Scene.FIRST_REQUEST, OnLapse.HOLD)));
        Ticket ticket = admission.ticket();
        assertThat(ticket.fence()).isEqualTo(1);
        assertThat(ticket.state()).isEqualTo(TicketState.OPEN);
        assertThat(ticket.operation()).isEqualTo(scene.operation());
        assertThat(ticket.operator()).isEqualTo("clerk-7");
        assertThat(ticket.requestId()).isEqualTo(Scene.FIRST_REQUEST);
        assertThat(ticket.admittedAt()).isEqualTo(MONDAY_TEN);
        assertThat(ticket.leaseExpiresAt()).isEqualTo(MONDAY_TEN.plus(Scene.LEASE));
        assertThat(admission.usage())
                .extracting(u -> u.limit() + " " + u.used())
                .containsExactlyInAnyOrder("daily " + Scene.AMOUNT, "ever 1");
    }

    @Test
    void anOperationWithoutATicketThatIsDeclinedLeavesNothing() throws InterruptedException {
        Scene scene = new Scene(this, "declining");
        AdmitRequest request = scene.request(Scene.FIRST_REQUEST, OnLapse.HOLD);
        long version = version(scene);
        assertThat(gate.admit(request.withAmount(new Amount(1_000_001, "GBP")))).isInstanceOf(Admission.Declined.class);
        assertThat(gate.find(scene.operation())).isEmpty();
        assertThat(version(scene)).isEqualTo(version);
        assertThat(scene.used()).isEqualTo(Map.of("daily", 0L, "ever", 0L));
        assertThat(admitted(gate.admit(request)).fence())
                .as("asked again with less")
                .isEqualTo(1);
    }

    @Test
    void aReleasedOperationThatIsDeclinedStaysReleased() throws InterruptedException {
        Scene scene = new Scene(this, "released");
        scene.bring(Standing.RELEASED, Scene.FIRST_REQUEST);
        TicketRow before = scene.row();
        AdmitRequest request = scene.request("request-2", OnLapse.HOLD);
        assertThat(gate.admit(request.withAmount(new Amount(1_000_001, "GBP")))).isInstanceOf(Admission.Declined.class);
        assertThat(scene.row()).isEqualTo(before);
        assertThat(admitted(gate.admit(request)).fence()).isEqualTo(2);
    }

    private static long version(Scene scene) {
        var account = scene.stored().account();
        return account == null ? -1 : account.version();
    }

    /** What makes content another. */
    enum Difference {
        AMOUNT,
        CURRENCY,
        NO_AMOUNT,
        FINGERPRINT,
        NO_FINGERPRINT;

        AdmitRequest of(AdmitRequest request) {
            return switch (this) {
                case AMOUNT -> request.withAmount(new Amount(Scene.AMOUNT - 1, "GBP"));
                case CURRENCY -> request.withAmount(new Amount(Scene.AMOUNT, "EUR"));
                case NO_AMOUNT -> request.withAmount(null);
                case FINGERPRINT -> request.withFingerprint("Digest-1");
                case NO_FINGERPRINT -> request.withFingerprint(null);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Difference.class)
    void anyDifferenceInContentIsAMismatch(Difference difference) throws InterruptedException {
        for (Standing standing : Arrays.asList(Standing.OPEN, Standing.SUCCEEDED, Standing.DOUBTED)) {
            Scene scene = new Scene(this, difference + " " + standing);
            scene.bring(standing, Scene.FIRST_REQUEST);
            AdmitRequest request = scene.request("request-2", OnLapse.HOLD);
            assertThat(gate.admit(difference.of(request))).isEqualTo(new Admission.Mismatched(standing.seen(), 1));
        }
    }

    @Test
    void whatIsNotContentMakesNoDifference() throws InterruptedException {
        Scene scene = new Scene(this, "same content");
        scene.bring(Standing.SUCCEEDED, Scene.FIRST_REQUEST);
        AdmitRequest request = AdmitRequest.of(scene.operation(), "clerk-8", Scene.AMOUNT, "GBP")
                .withFingerprint("digest-1")
                .withAttributes(Map.of("channel", "web"))
                .withOnLapse(OnLapse.RELEASE)
                .withLease(Scene.LEASE.multipliedBy(2));
        Ticket replayed = expect(Admission.Replayed.class, gate.admit(request)).ticket();
        assertThat(replayed.operator())
                .as("two operators cannot run one operation twice")
                .isEqualTo("clerk-7");
        assertThat(replayed.attributes()).isEmpty();
        assertThat(replayed.onLapse()).isEqualTo(OnLapse.HOLD);
    }
}
