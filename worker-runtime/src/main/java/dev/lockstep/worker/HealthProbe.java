package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;

/** Reads the health of one target. Readings follow each other; they do not overlap. */
@FunctionalInterface
public interface HealthProbe {
    /**
     * Compares the target with its limits. What the server does not tell, or not to this user, is left out.
     *
     * @param operation the operation that is to change the target
     * @throws RuntimeException the driver's exception, if there is no connection
     */
    HealthReading read(StepOperation operation);
}
