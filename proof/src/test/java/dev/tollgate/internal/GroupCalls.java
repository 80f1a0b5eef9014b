package dev.tollgate.internal;

import dev.tollgate.internal.decide.Command;
import dev.tollgate.internal.decide.Decided;
import dev.tollgate.spi.Group;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** What the engine's groups carry besides what a store may see: the calls and what each is to be answered. */
@NullMarked
public final class GroupCalls {
    private GroupCalls() {}

    /** The calls of a group, as things that can be told apart, in the order they are decided in. */
    public static List<Object> of(Group group) {
        return List.copyOf(((GroupRun) group).calls);
    }

    public static List<Command> commands(Group group) {
        List<Command> commands = new ArrayList<>();
        ((GroupRun) group).calls.forEach(call -> commands.add(call.command));
        return commands;
    }

    public static String batchId(Group group) {
        return ((GroupRun) group).batchId();
    }

    /** What was decided last; null before that. */
    public static @Nullable Decided decided(Group group) {
        return ((GroupRun) group).decided();
    }

    /** Whether an earlier try of this call may have been written. */
    public static boolean isUnknown(Object call) {
        return ((Call) call).isUnknown();
    }

    /** What the call was to be answered by the batch of this id; null when it was in none of that id, or its answer came. */
    public static @Nullable Object answerOf(Object call, String batchId) {
        return ((Call) call).answerOf(batchId);
    }
}
