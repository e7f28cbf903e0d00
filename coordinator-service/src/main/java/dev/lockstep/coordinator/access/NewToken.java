package dev.lockstep.coordinator.access;

import dev.lockstep.contract.protocol.Actor;
import java.time.Duration;
import java.util.List;

/** The properties of a token to create. */
record NewToken(String name, Actor.Kind kind, List<Grant> grants, Duration lifetime, Actor createdBy) {
    NewToken {
        grants = List.copyOf(grants);
    }
}
