package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator action would do.
 *
 * @param state the state after the action
 * @param needsApproval whether somebody else must approve before anything happens
 * @param dispatches the commands that workers would get at once
 * @param compensates the steps that would be compensated, in this order
 * @param leftApplied the steps that would stay applied for good
 * @param queue the place in the queue after the action; absent if the migration would not wait
 */
public record ActionPreviewView(
        String action,
        String state,
        boolean needsApproval,
        List<Dispatch> dispatches,
        List<String> compensates,
        List<String> leftApplied,
        @Nullable QueuePlace queue) {

    public ActionPreviewView {
        dispatches = List.copyOf(dispatches);
        compensates = List.copyOf(compensates);
        leftApplied = List.copyOf(leftApplied);
    }

    /** A command that a worker would get. */
    public record Dispatch(String step, String target, String direction) {}
}
