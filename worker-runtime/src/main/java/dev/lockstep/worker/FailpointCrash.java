package dev.lockstep.worker;

/** Simulates a process crash within a test. It is an {@link Error}, because no code catches errors. */
final class FailpointCrash extends Error {
    FailpointCrash(String point) {
        super("crashed at failpoint " + point);
    }
}
