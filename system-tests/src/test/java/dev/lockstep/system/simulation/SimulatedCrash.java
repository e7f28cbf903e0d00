package dev.lockstep.system.simulation;

import dev.lockstep.worker.FailpointCrash;

/** Ends the current task immediately, like {@code kill -9}. Only the scheduler catches it. */
final class SimulatedCrash extends FailpointCrash {
    private static final long serialVersionUID = 1;
}
