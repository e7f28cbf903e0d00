package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.Actor;

/** The sender of a command to a saga, and the reason for the command. */
public record Requester(Actor actor, String reason) {
    /** The coordinator, after a report, at a deadline or when targets become free. */
    public static Requester coordinator(String reason) {
        return new Requester(Actor.coordinator(), reason);
    }
}
