package dev.lockstep.worker.target;

import dev.lockstep.contract.protocol.TargetRegistration;

/** Where a worker says which databases it serves. */
public interface TargetRegistrations {
    void publish(TargetRegistration registration);
}
