package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.CommandContext;

/** The sender of a command to a saga, and the reason for the command. */
public record Requester(String actor, String reason) {
    /** The coordinator, after a report, at a deadline or when targets become free. */
    public static Requester coordinator(String reason) {
        return new Requester(CommandContext.COORDINATOR, reason);
    }

    /** An unknown user of the API; the API does not authenticate users. */
    public static Requester anonymous(String reason) {
        return new Requester("anonymous", reason);
    }
}
