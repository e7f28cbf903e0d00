package dev.lockstep.system.simulation;

/** Ends the current task immediately, like {@code kill -9}. Only the scheduler catches it. */
final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1;

    SimulatedCrash() {
        super("the process has crashed", null, false, false);
    }
}
