package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.Occasion;

/** Who speaks to the saga, and why. */
public record Voice(String actor, String reason) {
    /** The coordinator itself. */
    public static Voice coordinator(String reason) {
        return new Voice(Occasion.COORDINATOR, reason);
    }

    /** A person; who it is will be known once security comes. */
    public static Voice anonymous(String reason) {
        return new Voice("anonymous", reason);
    }
}
