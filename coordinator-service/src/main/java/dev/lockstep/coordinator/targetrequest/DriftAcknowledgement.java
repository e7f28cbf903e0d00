package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DriftResult.Difference;
import java.time.Instant;
import java.util.List;

/**
 * Differences of a target that somebody has accepted. They do not stop anything again.
 *
 * @param request the number of the check that has found them
 * @param found number of all its differences, also of those that are not listed
 */
record DriftAcknowledgement(
        int request, int found, List<Difference> differences, Actor actor, String reason, Instant at) {
    DriftAcknowledgement {
        differences = List.copyOf(differences);
    }
}
