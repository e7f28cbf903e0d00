package dev.lockstep.worker;

/** Simulates a process crash within a test. It is an {@link Error} that is never reported as a failure of the step. */
public class FailpointCrash extends Error {
    private static final long serialVersionUID = 1;

    FailpointCrash(String point) {
        super("crashed at failpoint " + point);
    }

    /** A crash at any point, without stack trace, for tests with many crashes. */
    protected FailpointCrash() {
        super("the process has crashed", null, false, false);
    }
}
