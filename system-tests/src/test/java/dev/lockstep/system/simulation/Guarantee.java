package dev.lockstep.system.simulation;

/** An invariant of the system that holds after every fault. */
interface Guarantee {
    /** Fails with the found and the expected value if the result violates the guarantee. */
    void assertHolds(SimulationResult result);
}
