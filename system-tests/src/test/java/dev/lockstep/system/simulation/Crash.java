package dev.lockstep.system.simulation;

/** Ends a process at once: nobody but the timeline catches it, and nothing is tidied up. */
final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
        super("the process is dead", null, false, false);
    }
}
