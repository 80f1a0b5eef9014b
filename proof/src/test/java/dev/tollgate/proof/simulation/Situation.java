package dev.tollgate.proof.simulation;

/** What has to happen somewhere in a run; a simulation in which the interesting things do not happen proves nothing. */
enum Situation {
    LAPSE_RACES_REPORT("a lapse and its owner's report are decided in one group, the report first"),
    ACCEPTED("a success is accepted in time"),
    LATE_SUCCESS("a success of a ticket in doubt, or past its lease, is accepted as late"),
    LATE_SUCCESS_AFTER_LAPSE_RELEASE("a success after its ticket was released by a lapse is taken again"),
    LATE_SUCCESS_PAST_LIMIT("a late success is taken again although its window is full"),
    TWO_SWEEPERS("two instances lapse the same ticket, and only one does anything"),
    RENEWED("a lease is extended"),

    UNKNOWN_FOUND_APPLIED("a lost answer is found by the id of the last batch"),
    UNKNOWN_FOUND_NOT_APPLIED("a lost answer was never written, and the call is decided anew"),
    UNKNOWN_APPLIED_OTHERS_MOVED("a lost answer was written and others moved the account since: the ticket answers"),
    LATE_WRITE_LANDED("what had been given up is written after all"),
    LATE_WRITE_LANDED_AFTER_DEATH("what a dead instance had sent is written after its death"),
    LATE_WRITE_KEPT_OUT("what had been given up arrives and finds that things have moved"),
    REMEMBERED_REFUSED("a decision on a remembered snapshot is refused by the write"),
    CONFLICT("a group finds at its write that another instance moved the account"),
    HELD("a group finds its rows held by another session"),
    HANG_TOLD_AT_DEADLINE("the store hangs at the commit, and the caller is told at the deadline that nobody knows"),
    TRIES_EXHAUSTED("a group conflicts as often as it is tried, and its callers are told so"),
    CONTENTION_AT_DEADLINE("a call waits for its turn until its deadline and is told that nothing was written"),
    UNAVAILABLE("the store refuses, and the caller is told that nothing was written"),
    OVERLOADED("a full queue refuses a call"),
    UNKNOWN_TOLD("a caller is told that nobody knows"),
    PAUSED_PAST_A_LEASE("an instance stands still past a lease and goes on"),
    ZOMBIE_REPORT("somebody who slept past the lease reports as if nothing had been"),

    REPLAYED("a finished operation answers with its outcome"),
    REPLAY_AFTER_CRASH("a call repeated after its instance died is answered from the ticket"),
    SAME_CALL_AGAIN("a repeated call gets the same ticket once more"),
    IN_PROGRESS_ELSEWHERE("an operation is in progress for somebody at another instance"),
    IN_DOUBT("an operation in doubt is asked for"),
    MISMATCHED("an operation is asked for with other content"),
    SUPERSEDED("a late duplicate of a call whose ticket was released"),
    SUPERSEDED_EARLIER("a late duplicate of a call of an earlier attempt"),
    READMITTED("a released operation is tried again"),
    READMITTED_WITH_NEW_CONTENT("a released operation is tried again for another amount"),
    TOO_MANY_ATTEMPTS("an operation has had its hundred attempts"),
    DECLINED("a limit declines"),
    LARGE_DECLINED_SMALL_ADMITTED("in one group a large operation is declined and a smaller one after it admitted"),
    REPORT_AND_ADMISSION("a report and an admission of one ticket are decided in one group"),
    NO_AMOUNT("an operation without an amount is admitted"),
    UNCOVERED("an operation that no limit covers is admitted on an account with limits"),
    UNKNOWN_ACCOUNT("an amount on an account that does not exist is declined"),
    OWN_DATE("an operation is counted where its own date says"),
    SHADOW_WOULD_DECLINE("a shadow limit says that it would have declined"),
    CHECKED("somebody asks what would be answered"),

    DISPUTED_NEWER_ATTEMPT("a success of an older attempt is refused and disputed"),
    DISPUTED_FAILED("a success of what had failed is refused and disputed"),
    DISPUTED_RELEASED("a success of what had been released is refused and disputed"),
    DISPUTED_AGAIN("a success that is disputed already is reported again, and recorded no second time"),
    SETTLED("a dispute is settled"),
    RESOLVED("somebody decides a ticket in doubt"),
    RESOLVER_AFTER_OWNER("a resolver answers after the owner did"),
    STALE("a report of an older attempt is told so"),

    REVERSED("an amount is given back after success"),
    REVERSED_ACROSS_MIDNIGHT("an amount is given back to a window that is over"),
    REVERSAL_REPEATED("a reversal is repeated, and nothing moves"),
    REVERSAL_MISMATCH("a reversal id comes back with another amount"),
    GIVEN_BACK_ACROSS_MIDNIGHT("a failure or release gives back to a window that is over"),

    LIMIT_BELOW_USAGE("a limit is lowered below what is used"),
    LIMIT_BACK("a limit that was taken out comes back with its usage"),
    SHAPE_REFUSED("a change of a limit's shape is refused"),
    SUSPENDED_TAKES_REPORT("a suspended or closed account takes a report"),
    SUSPENDED_DECLINES("a suspended account declines"),
    CLOSED_DECLINES("a closed account declines"),
    NEW_DAY("an account's day changes"),
    NEW_WEEK("an account's week changes"),
    NEW_MONTH("an account's month changes"),
    CLOCK_SET_BACK("an account is decided on although the store's clock is behind it"),
    CLOCK_OVER_A_DAY("the store's clock jumps over a day"),
    PURGED("a ticket past its retention is purged"),
    PURGED_AND_AGAIN("a purged operation is admitted as a new one"),
    OUTCOME_DROPPED("an outcome past its retention is dropped"),
    DROPPED_AND_REPEATED("a success is repeated after its outcome was dropped"),
    OLDER_ATTEMPT_READ("somebody reads an older attempt by its handle");

    private final String sentence;

    Situation(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
