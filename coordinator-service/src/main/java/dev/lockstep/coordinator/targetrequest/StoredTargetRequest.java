package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.TargetRequest;

/**
 * A request with what the API does not show.
 *
 * @param message the same in every attempt
 */
record StoredTargetRequest(TargetRequest message, TargetRequestView view) {}
