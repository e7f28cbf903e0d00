package dev.lockstep.worker;

/** Simulates a process crash within a test. It is an error, so that no code catches it. */
final class FailpointCrash extends Error {
    FailpointCrash(String point) {
        super("crashed at failpoint " + point);
    }
}
