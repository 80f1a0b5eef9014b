package dev.tollgate.proof.faults.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.api.Outcome;
import dev.tollgate.api.TicketState;
import dev.tollgate.proof.faults.processes.Bank.Execution;
import dev.tollgate.proof.faults.processes.Heard.Call;
import dev.tollgate.proof.faults.processes.Heard.Kind;
import dev.tollgate.proof.faults.processes.Work.Ending;
import dev.tollgate.spi.TicketRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Holds what instances were told and what the bank did against what the store says in the end. */
final class Verdict {
    /** Answers that say that this call does not have the ticket, and never will. */
    private static final Set<String> NOT_ITS_OWN = Set.of("InProgress", "Declined");

    private static final Set<String> ADMISSIONS = Set.of("Admitted", "Replayed", "InProgress", "InDoubt", "Declined");

    private final Evidence evidence;
    private final List<Execution> executions;
    private final List<Heard> heard;
    private final Set<String> requestIds;
    private final List<String> lost = new ArrayList<>();
    private final List<String> untrue = new ArrayList<>();
    private final List<String> duplicates = new ArrayList<>();
    private final List<String> atOdds = new ArrayList<>();

    Verdict(Evidence evidence, List<Execution> executions, List<Heard> heard) {
        this.evidence = evidence;
        this.executions = executions;
        this.heard = heard;
        requestIds = new HashSet<>(evidence.requests().values());
    }

    /** Fails unless everything is as it has to be; answers the figures. */
    String check() {
        heard.forEach(this::checkHeard);
        checkExecutions();
        assertThat(lost).as("acknowledged and lost").isEmpty();
        assertThat(untrue).as("told what is not so").isEmpty();
        assertThat(duplicates).as("executed twice, or without a ticket").isEmpty();
        assertThat(atOdds).as("the store says otherwise than the bank").isEmpty();
        assertThat(evidence.stored()).as("tickets").isEqualTo(evidence.tickets().size());
        checkWindows();
        return figures();
    }

    // What callers were told

    private void checkHeard(Heard each) {
        if (each.kind() == Kind.NOTHING) {
            boolean written = each.call() == Call.ADMIT
                    ? requestIds.contains(each.text())
                    : evidence.texts().contains(each.text());
            if (written) {
                untrue.add("nothing was written, but it was: " + each);
            }
        } else if (each.isAnswer()) {
            if (each.call() == Call.ADMIT) {
                checkAdmission(each);
            } else {
                checkReport(each);
            }
        }
    }

    private void checkAdmission(Heard each) {
        if (each.isAcknowledgement()) {
            if (!each.text().equals(evidence.requests().get(Evidence.attempt(each.number(), each.fence())))) {
                lost.add(each.toString());
            }
        } else if (each.answer().startsWith("Replayed ")) {
            checkStanding(each, "Replayed ");
        } else if (NOT_ITS_OWN.contains(each.answer())
                && requestIds.contains(each.text())
                // Of a call that was sent again, elsewhere, the first copy may still come: that is not promised.
                && each.kind() != Kind.FOUND_OUT) {
            untrue.add("it has the ticket after all: " + each);
        } else if (!ADMISSIONS.contains(each.answer())) {
            untrue.add("no answer to this: " + each);
        }
    }

    private void checkReport(Heard each) {
        TicketRow row = evidence.tickets().get(each.number());
        if (row == null) {
            lost.add(each.toString());
        } else if (each.isAcknowledgement()) {
            boolean kept = switch (each.call()) {
                case SUCCEED ->
                    isFinal(row, each, TicketState.SUCCEEDED) && each.text().equals(outcome(row));
                case FAIL ->
                    isFinal(row, each, TicketState.FAILED) && each.text().equals(outcome(row));
                case DOUBT -> isFinal(row, each, TicketState.SUCCEEDED);
                default -> row.fence() > each.fence() || isFinal(row, each, TicketState.RELEASED);
            };
            if (!kept) {
                lost.add(each + " but it is " + row);
            }
        } else if (each.answer().startsWith("AlreadyFinished ")) {
            // The lease had ended and the bank was asked.
            checkStanding(each, "AlreadyFinished ");
        } else {
            untrue.add("no answer to this: " + each);
        }
    }

    private static boolean isFinal(TicketRow row, Heard each, TicketState state) {
        return row.fence() == each.fence() && row.state() == state;
    }

    /** A ticket that is finished stays as it is. */
    private void checkStanding(Heard each, String answer) {
        TicketRow row = evidence.tickets().get(each.number());
        if (row == null || !each.answer().equals(answer + row.state() + " " + outcome(row))) {
            lost.add(each + " but it is " + row);
        }
    }

    private static String outcome(TicketRow row) {
        Outcome outcome = row.outcome();
        return outcome == null ? "-" : outcome.asText();
    }

    // What the bank did

    private void checkExecutions() {
        Set<String> admitted = heard.stream()
                .filter(each -> each.call() == Call.ADMIT && each.isAcknowledgement())
                .map(each -> Evidence.attempt(each.number(), each.fence()))
                .collect(Collectors.toSet());
        Set<String> seen = new HashSet<>();
        Map<Integer, Execution> last = new HashMap<>();
        for (Execution each : executions) {
            String attempt = Evidence.attempt(each.number(), each.fence());
            Execution before = last.put(each.number(), each);
            if (!seen.add(attempt)
                    || !admitted.contains(attempt)
                    || (before != null && (before.ending() != Ending.NOT_DONE || before.fence() >= each.fence()))) {
                duplicates.add(each + " after " + before);
            }
        }
        last.values().forEach(this::checkTicket);
        evidence.tickets().forEach((number, row) -> {
            if (!last.containsKey(number) && row.state() != TicketState.RELEASED) {
                atOdds.add("never executed: " + row);
            }
        });
    }

    private void checkTicket(Execution last) {
        TicketRow row = evidence.tickets().get(last.number());
        TicketState state = switch (last.ending()) {
            case DONE, DONE_UNHEARD -> TicketState.SUCCEEDED;
            case REFUSED -> TicketState.FAILED;
            case NOT_DONE -> TicketState.RELEASED;
        };
        if (row == null || row.state() != state || (row.fence() != last.fence() && state != TicketState.RELEASED)) {
            atOdds.add(last + " but it is " + row);
        }
    }

    private void checkWindows() {
        Map<String, Long> counted = new TreeMap<>();
        for (Execution each : executions) {
            if (each.ending().isDone()) {
                String account = Work.operation(each.number()).account();
                counted.merge(
                        Evidence.window(account, Work.DAILY_AMOUNT, Work.day(each.number())),
                        Work.minorUnits(each.number()),
                        Long::sum);
                counted.merge(Evidence.window(account, Work.DAILY_COUNT, Work.day(each.number())), 1L, Long::sum);
            }
        }
        assertThat(evidence.usage()).as("usage is what the bank did").containsExactlyInAnyOrderEntriesOf(counted);
        assertThat(counted)
                .as("no window is over its limit")
                .allSatisfy((window, used) -> assertThat(used)
                        .isLessThanOrEqualTo(
                                window.contains(Work.DAILY_COUNT) ? Work.DAILY_COUNT_MAX : Work.DAILY_AMOUNT_MAX));
        assertThat(heard).as("limits were met").anyMatch(each -> each.answer().equals("Declined"));
    }

    // Figures

    private String figures() {
        long admissions = count(heard, each -> each.call() == Call.ADMIT && each.isAcknowledgement());
        long reports = count(heard, each -> each.call() != Call.ADMIT && each.isAcknowledgement());
        return ("acknowledged %,d admissions and %,d reports, lost %d; executions %,d of %,d operations, duplicates %d;"
                        + " %,d windows, over the limit 0; nothing written %,d, untrue %d; %s")
                .formatted(
                        admissions,
                        reports,
                        lost.size(),
                        executions.size(),
                        evidence.tickets().size(),
                        duplicates.size(),
                        evidence.usage().size(),
                        count(heard, each -> each.kind() == Kind.NOTHING),
                        untrue.size(),
                        unknown());
    }

    /** How those calls ended that nobody knew of at first: by the same call, or, where its caller was killed, by the store's rows. */
    private String unknown() {
        Set<String> unknown = heard.stream()
                .filter(each -> each.kind() == Kind.UNKNOWN)
                .map(Heard::text)
                .collect(Collectors.toCollection(HashSet::new));
        int all = unknown.size();
        Map<String, Integer> ends = new TreeMap<>();
        for (Heard each : heard) {
            if (each.kind() == Kind.FOUND_OUT) {
                unknown.remove(each.text());
                ends.merge(each.answer().split(" ", -1)[0], 1, Integer::sum);
            }
        }
        long written = unknown.stream()
                .filter(text -> requestIds.contains(text) || evidence.texts().contains(text))
                .count();
        return "unknown %,d, found out by the same call %s, caller killed %d (written %d)"
                .formatted(all, ends, unknown.size(), written);
    }

    private static long count(Collection<Heard> heard, Predicate<Heard> which) {
        return heard.stream().filter(which).count();
    }
}
