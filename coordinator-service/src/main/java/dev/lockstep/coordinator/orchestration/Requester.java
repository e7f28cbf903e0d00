package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.CommandContext;

/** Who sends a command to a saga, and why. */
public record Requester(String actor, String reason) {
    /** The coordinator itself: a report, a deadline, a free target. */
    public static Requester coordinator(String reason) {
        return new Requester(CommandContext.COORDINATOR, reason);
    }

    /** A user of the API, which does not authenticate users yet. */
    public static Requester anonymous(String reason) {
        return new Requester("anonymous", reason);
    }
}
