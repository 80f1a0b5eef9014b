package dev.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Admission;
import dev.tollgate.api.Reason;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TollgateException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Takes answers apart, and fails when they are others than expected. */
final class Answers {
    private Answers() {}

    static <T> T expect(Class<T> kind, Object answer) {
        assertThat(answer).isInstanceOf(kind);
        return kind.cast(answer);
    }

    /** Waits as {@link dev.tollgate.api.BlockingGate} does. */
    static <T> T await(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TollgateException known) {
                throw known;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** The ticket of an admission that gives the right to run. */
    static Ticket admitted(Admission admission) {
        return expect(Admission.Admitted.class, admission).ticket();
    }

    /** The ticket of a report that took effect. */
    static Ticket done(ReportResult result) {
        return expect(ReportResult.Done.class, result).ticket();
    }

    static List<Reason> declined(Admission admission) {
        return expect(Admission.Declined.class, admission).reasons();
    }

    /** The codes of a decline, in order. */
    static List<Reason.Code> codes(Admission admission) {
        return declined(admission).stream().map(Reason::code).toList();
    }
}
