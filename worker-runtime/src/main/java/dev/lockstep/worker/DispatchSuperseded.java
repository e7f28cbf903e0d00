package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;

/**
 * Stops a dispatch that a later dispatch has superseded or that has lost its lease. The runner sends no report for it.
 */
public final class DispatchSuperseded extends RuntimeException {
    public DispatchSuperseded(StepKey key, DispatchNumber dispatch, String reason) {
        super("dispatch %s of %s was stopped: %s".formatted(dispatch, key, reason));
    }
}
