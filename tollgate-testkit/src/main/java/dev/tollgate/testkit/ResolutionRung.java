package dev.tollgate.testkit;

import static dev.tollgate.testkit.Answers.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.AuditEntry;
import dev.tollgate.api.By;
import dev.tollgate.api.HistoryEvent;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Resolution;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.api.TicketQuery;
import dev.tollgate.api.TicketState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an operator or a resolver decides, and what is written down about it. */
abstract class ResolutionRung extends GateRung {

    private List<AuditEntry> audit(Scene scene, String action) throws InterruptedException {
        return gate.audit(scene.operation().account(), 50, null).items().stream()
                .filter(entry -> entry.action().equals(action))
                .toList();
    }

    @Test
    void aResolutionIsAuditedWithWhoAndWhyAndWhen() throws InterruptedException {
        Scene scene = new Scene(this, "audited");
        TicketHandle handle = scene.bring(Standing.DOUBTED, Scene.FIRST_REQUEST);
        clock.advance(Duration.ofMinutes(3));
        done(gate.resolve(handle, new Resolution(TicketState.SUCCEEDED, Report.PAID, "operator-1", "asked the bank")));
        List<AuditEntry> entries = audit(scene, "resolved");
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).by()).isEqualTo("operator-1");
        assertThat(entries.get(0).reason()).isEqualTo("asked the bank");
        assertThat(entries.get(0).at()).isEqualTo(clock.instant());
        assertThat(scene.found().history())
                .filteredOn(event -> event.event() == HistoryEvent.Kind.RESOLVED)
                .singleElement()
                .satisfies(event -> assertThat(event.by()).isEqualTo("operator-1"));
    }

    @Test
    void onlyWhatTookEffectIsAudited() throws InterruptedException {
        Scene scene = new Scene(this, "effect");
        TicketHandle handle = scene.bring(Standing.OPEN, Scene.FIRST_REQUEST);
        Report.RESOLVE_FAILED.send(tollgate.gate(), handle);
        assertThat(audit(scene, "resolved")).isEmpty();
        done(Report.DOUBT.send(tollgate.gate(), handle));
        done(Report.RESOLVE_FAILED.send(tollgate.gate(), handle));
        done(Report.RESOLVE_FAILED.send(tollgate.gate(), handle));
        Report.RESOLVE_SUCCEEDED.send(tollgate.gate(), handle);
        assertThat(audit(scene, "resolved")).hasSize(1);
        Report.SETTLE.send(tollgate.gate(), handle);
        assertThat(audit(scene, "settled")).isEmpty();
        Report.SUCCEED.send(tollgate.gate(), handle);
        done(Report.SETTLE.send(tollgate.gate(), handle));
        assertThat(audit(scene, "settled")).hasSize(1);
        Report.SETTLE.send(tollgate.gate(), handle);
        assertThat(audit(scene, "settled")).hasSize(1);
    }

    @Test
    void theSameResolutionComparesStateAndOutcomeButNotWhoAndWhy() throws InterruptedException {
        Scene scene = new Scene(this, "same");
        TicketHandle handle = scene.bring(Standing.RESOLVED_SUCCEEDED, Scene.FIRST_REQUEST);
        Ticket first = scene.found();
        Ticket again = done(
                gate.resolve(handle, new Resolution(TicketState.SUCCEEDED, Report.PAID, "operator-2", "asked again")));
        assertThat(again.finishedAt()).isEqualTo(first.finishedAt());
        for (Resolution other : List.of(
                Resolution.succeeded(null, Report.OPERATOR),
                Resolution.succeeded(Report.REFUSED, Report.OPERATOR),
                Resolution.succeeded(new Outcome("text/plain", Report.PAID.bytes()), Report.OPERATOR),
                Resolution.failed(Report.PAID, Report.OPERATOR),
                Resolution.released(Report.OPERATOR))) {
            assertThat(gate.resolve(handle, other)).isEqualTo(new ReportResult.NotInDoubt(TicketState.SUCCEEDED));
        }
    }

    @Test
    void theOwnersLateReportAfterAResolutionIsAnsweredFromIt() throws InterruptedException {
        Scene failed = new Scene(this, "resolved failed");
        TicketHandle handle = failed.bring(Standing.RESOLVED_FAILED, Scene.FIRST_REQUEST);
        assertThat(Report.SUCCEED.send(tollgate.gate(), handle)).isInstanceOf(ReportResult.AlreadyFinished.class);
        assertThat(failed.found().disputed()).as("money may have moved").isTrue();
        assertThat(failed.used().get("daily")).isZero();
    }

    @Test
    void everyStateCanBeDisputedAndSettled() throws InterruptedException {
        for (Standing standing : Standing.values()) {
            Scene scene = new Scene(this, standing.text());
            TicketHandle older = scene.bring(Standing.RELEASED, "request-1");
            TicketHandle newer = scene.bring(standing, "request-2");
            Report.SUCCEED.send(tollgate.gate(), older);
            assertThat(gate.tickets(TicketQuery.ALL
                                    .withAccount(scene.operation().account())
                                    .withDisputed(true))
                            .items())
                    .hasSize(1);
            Ticket settled = done(gate.settle(newer, new By("operator-1", "paid once")));
            assertThat(settled.disputed()).isFalse();
            assertThat(settled.state()).isEqualTo(standing.seen());
            assertThat(scene.found().disputed()).isFalse();
            assertThat(audit(scene, "settled"))
                    .singleElement()
                    .satisfies(entry ->
                            assertThat(entry.by() + ": " + entry.reason()).isEqualTo("operator-1: paid once"));
        }
    }

    @Test
    void outcomesAreComparedByTypeAndByteAndNoneIsNotNull() throws InterruptedException {
        Outcome jsonNull = Outcome.json("null");
        Scene none = new Scene(this, "no outcome");
        TicketHandle without = none.bring(Standing.OPEN, Scene.FIRST_REQUEST);
        assertThat(done(gate.succeed(without, null)).outcome()).isNull();
        assertThat(done(gate.succeed(without, null)).outcome()).isNull();
        assertThat(gate.succeed(without, jsonNull)).isInstanceOf(ReportResult.AlreadyFinished.class);
        assertThat(none.found().disputed()).as("it did succeed").isFalse();

        Scene some = new Scene(this, "null outcome");
        TicketHandle with = some.bring(Standing.OPEN, Scene.FIRST_REQUEST);
        assertThat(done(gate.fail(with, jsonNull)).outcome()).isEqualTo(jsonNull);
        assertThat(gate.fail(with, null)).isInstanceOf(ReportResult.AlreadyFinished.class);
        assertThat(gate.fail(with, Outcome.json("null "))).isInstanceOf(ReportResult.AlreadyFinished.class);
        assertThat(gate.fail(with, Outcome.text("null"))).isInstanceOf(ReportResult.AlreadyFinished.class);
        assertThat(gate.fail(with, jsonNull)).isInstanceOf(ReportResult.Done.class);
    }

    @Test
    void aResolverIsAskedAndItsAnswersAreTaken() throws InterruptedException {
        Scene paid = new Scene(this, "paid");
        Scene unknown = new Scene(this, "unknown");
        TicketHandle paidHandle = paid.bring(Standing.LAPSED_IN_DOUBT, Scene.FIRST_REQUEST);
        TicketHandle unknownHandle = unknown.bring(Standing.DOUBTED, Scene.FIRST_REQUEST);
        var resolving = start(
                open(clock),
                knobs -> knobs.resolver(ticket -> CompletableFuture.completedFuture(
                        ticket.handle().equals(paidHandle)
                                ? Optional.of(Resolution.succeeded(Report.PAID, "bank"))
                                : Optional.empty())));
        resolving.sweep();
        Ticket resolved = gate.ticket(paidHandle).orElseThrow();
        assertThat(resolved.state()).isEqualTo(TicketState.SUCCEEDED);
        assertThat(resolved.outcome()).isEqualTo(Report.PAID);
        assertThat(resolved.late()).isFalse();
        assertThat(gate.ticket(unknownHandle).orElseThrow().state()).isEqualTo(TicketState.IN_DOUBT);
    }
}
