package dev.tollgate.testkit.history;

import dev.tollgate.api.AccountConfig;
import dev.tollgate.api.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tries every order of a few calls, one by one: too slow for many, and too simple to be wrong. */
final class AllOrders {
    private final LimitRules limits;
    private final List<RecordedCall> calls;

    AllOrders(AccountConfig config, History history) {
        this.limits = new LimitRules(config);
        this.calls = history.calls();
    }

    boolean hasOne() {
        return hasOne(new ArrayList<>(calls), new HashMap<>(), new long[limits.size()]);
    }

    private boolean hasOne(List<RecordedCall> left, Map<Operation, Standing> standings, long[] used) {
        if (left.stream().allMatch(call -> call.answer() == null)) {
            return true;
        }
        long until = left.stream().mapToLong(RecordedCall::end).min().orElseThrow();
        for (RecordedCall call : left) {
            if (call.start() <= until && goesOn(call, left, standings, used)) {
                return true;
            }
        }
        return false;
    }

    private boolean goesOn(
            RecordedCall call, List<RecordedCall> left, Map<Operation, Standing> standings, long[] used) {
        Operation operation = call.asked().operation();
        Standing before = standings.getOrDefault(operation, Standing.NONE);
        Step step = TicketRules.step(before, call.asked(), call.answer());
        if (step == null) {
            return false;
        }
        if (call.asked() instanceof Asked.Admit admit
                && !limits.agree(step.kind(), admit.request(), call.answer(), used)) {
            return false;
        }
        long[] after = used.clone();
        if (step.kind() == Step.Kind.TAKES || step.kind() == Step.Kind.GIVES_BACK) {
            boolean takes = step.kind() == Step.Kind.TAKES;
            long[] shares = limits.shares(operation.scenario(), (takes ? step.after() : before).amount());
            for (int i = 0; i < after.length; i++) {
                after[i] += takes ? shares[i] : -shares[i];
            }
        }
        List<RecordedCall> rest = new ArrayList<>(left);
        rest.remove(call);
        Map<Operation, Standing> next = new HashMap<>(standings);
        next.put(operation, step.after());
        return hasOne(rest, next, after);
    }
}
