package dev.tollgate.proof.faults.processes;

import dev.tollgate.api.Admission;
import dev.tollgate.api.BlockingGate;
import dev.tollgate.api.ContentionException;
import dev.tollgate.api.Outcome;
import dev.tollgate.api.OutcomeUnknownException;
import dev.tollgate.api.OverloadedException;
import dev.tollgate.api.ReportResult;
import dev.tollgate.api.StoreUnavailableException;
import dev.tollgate.api.Ticket;
import dev.tollgate.api.TicketHandle;
import dev.tollgate.proof.faults.processes.Heard.Call;
import dev.tollgate.proof.faults.processes.Heard.Kind;
import dev.tollgate.proof.faults.processes.Work.Ending;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs operations as a service would, and takes every answer at its word: after "nothing was written" it sends another call, which shows
 * when the first one was written after all; after "nobody knows" it sends the same call until there is an answer. Safe for use by several
 * threads.
 */
final class Caller {
    private static final long AGAIN_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);

    /** How long the bank takes to do something, and then to say so: faults have to meet callers at both. */
    private static final long BANK_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);

    private final String name;
    private final BlockingGate gate;
    private final Bank bank;
    private final Lines.Writer heard;
    private final AtomicLong drawn = new AtomicLong();

    /** @param name unlike that of any other caller of the store */
    Caller(String name, BlockingGate gate, Bank bank, Lines.Writer heard) {
        this.name = name;
        this.gate = gate;
        this.bank = bank;
        this.heard = heard;
    }

    /** Delivers an operation, again and again while the bank has not done it; answers the admission that says how it stands. */
    Admission deliver(int number) throws InterruptedException {
        while (true) {
            Admission admission = admit(number);
            if (!(admission instanceof Admission.Admitted admitted)) {
                return admission;
            }
            Ticket ticket = admitted.ticket();
            Ending ending = Work.ending(number, ticket.fence());
            pause(BANK_NANOS_MAX);
            bank.execute(number, ticket.fence(), ending);
            pause(BANK_NANOS_MAX);
            report(number, ticket.handle(), ending);
            if (ending != Ending.NOT_DONE) {
                return admission;
            }
        }
    }

    private interface Sending<T> {
        T send(String text) throws InterruptedException;
    }

    private interface Writing<T> {
        Heard of(Kind kind, String text, T answer);
    }

    private Admission admit(int number) throws InterruptedException {
        return untilAnswered(
                text -> gate.admit(Work.request(number, text)),
                (kind, text, failure) -> new Heard(kind, Call.ADMIT, number, 0, text, failure),
                (kind, text, answer) -> new Heard(kind, Call.ADMIT, number, fence(answer), text, answerOf(answer)));
    }

    private void report(int number, TicketHandle handle, Ending ending) throws InterruptedException {
        Call call = switch (ending) {
            case DONE -> Call.SUCCEED;
            case DONE_UNHEARD -> Call.DOUBT;
            case REFUSED -> Call.FAIL;
            case NOT_DONE -> Call.RELEASE;
        };
        untilAnswered(
                text -> send(call, handle, text),
                (kind, text, failure) -> new Heard(kind, call, number, handle.fence(), text, failure),
                (kind, text, answer) -> new Heard(kind, call, number, handle.fence(), text, answerOf(answer)));
    }

    private ReportResult send(Call call, TicketHandle handle, String text) throws InterruptedException {
        return switch (call) {
            case SUCCEED -> gate.succeed(handle, Outcome.text(text));
            case FAIL -> gate.fail(handle, Outcome.text(text));
            case RELEASE -> gate.release(handle, text);
            case DOUBT -> gate.doubt(handle, text);
            case ADMIT -> throw new IllegalArgumentException("no report: " + call);
        };
    }

    private <T> T untilAnswered(Sending<T> call, Writing<String> failing, Writing<T> answering)
            throws InterruptedException {
        String text = nextText();
        boolean unknown = false;
        while (true) {
            try {
                T answer = call.send(text);
                heard.append(answering
                        .of(unknown ? Kind.FOUND_OUT : Kind.ANSWER, text, answer)
                        .line());
                return answer;
            } catch (OutcomeUnknownException e) {
                unknown = true;
                heard.append(failing.of(Kind.UNKNOWN, text, name(e)).line());
            } catch (StoreUnavailableException | ContentionException | OverloadedException e) {
                // Of a call whose answer was lost before, this says nothing.
                heard.append(failing.of(unknown ? Kind.UNKNOWN : Kind.NOTHING, text, name(e))
                        .line());
                if (!unknown) {
                    text = nextText();
                }
            }
            pause(AGAIN_NANOS_MAX);
        }
    }

    private static void pause(long nanosMax) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nanosMax));
    }

    private String nextText() {
        return name + "-" + drawn.incrementAndGet();
    }

    private static String name(Object answer) {
        return answer.getClass().getSimpleName();
    }

    private static int fence(Admission answer) {
        if (answer instanceof Admission.Admitted admitted) {
            return admitted.ticket().fence();
        }
        return answer instanceof Admission.Replayed replayed ? replayed.ticket().fence() : 0;
    }

    private static String answerOf(Admission answer) {
        return answer instanceof Admission.Replayed replayed
                ? name(answer) + " " + standing(replayed.ticket())
                : name(answer);
    }

    private static String answerOf(ReportResult answer) {
        return answer instanceof ReportResult.AlreadyFinished finished
                ? name(answer) + " " + standing(finished.ticket())
                : name(answer);
    }

    private static String standing(Ticket ticket) {
        Outcome outcome = ticket.outcome();
        return ticket.state() + " " + (outcome == null ? "-" : outcome.asText());
    }
}
