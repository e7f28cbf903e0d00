package dev.lockstep.worker.target;

import dev.lockstep.contract.protocol.TargetRegistration;

/** Publishes the registrations of the served targets. */
public interface TargetRegistrationPublisher {
    void publish(TargetRegistration registration);
}
