package dev.lockstep.coordinator.freeze;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;

/**
 * The request of one person to break a freeze.
 *
 * @param reason why, in the words of this person
 */
record BreakRequest(Actor actor, String reason, Instant requestedAt) {}
