package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;

/** Ends the work of a dispatch that no longer may go on; never reported, for the newer dispatch reports. */
public final class DispatchSuperseded extends RuntimeException {
    public DispatchSuperseded(StepKey key, DispatchNumber dispatch, String reason) {
        super("dispatch %s of %s gives way: %s".formatted(dispatch, key, reason));
    }
}
