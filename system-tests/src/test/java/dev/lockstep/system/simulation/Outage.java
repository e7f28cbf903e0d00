package dev.lockstep.system.simulation;

/** Random outages of one server. */
final class Outage {
    private static final long MAX_DURATION_MILLIS = 30_000;
    private final SimulationRuntime runtime;
    private final Fault fault;
    private long until;

    Outage(SimulationRuntime runtime, Fault fault) {
        this.runtime = runtime;
        this.fault = fault;
    }

    /** Fails during an outage; each call may start one. */
    void ensureAvailable() {
        if (runtime.now() >= until && runtime.injects(fault)) {
            until = runtime.now() + runtime.random().between(500, MAX_DURATION_MILLIS);
        }
        if (runtime.now() < until) {
            runtime.recordFault(fault);
            throw new InjectedFaultException(fault);
        }
    }

    void extendUntil(long time) {
        until = Math.max(until, time);
    }

    void end() {
        until = 0;
    }
}
