package dev.lockstep.system.simulation;

/** A fault that can be injected, with its maximum probability at each possible place. */
enum Fault {
    /** The process crashes at a port call, before or after the effect of the call. */
    CRASH(0.03),
    /** The process pauses at a port call, keeps its memory and connections, and resumes later. */
    PAUSE(0.04),
    /** Other processes run before a port call of this process returns. */
    INTERLEAVED(0.3),
    REPORT_LOST(0.10),
    COMMAND_LOST(0.10),
    /** The partition contains a message twice in succession. */
    DUPLICATED(0.15),
    DELAYED(0.15),
    /** An old message is delivered again, after newer ones. */
    REDELIVERED(0.3),
    /** The broker rejects a dispatch permanently. */
    REJECTED_BY_BROKER(0.06),
    /** The database commits and its response is lost. */
    COMMIT_RESPONSE_LOST(0.02),
    /** Another transaction has written the row first. This is not injected, only counted. */
    STALE_VERSION(0),
    /** One call to a store fails. */
    STORE_CALL_FAILED(0.08),
    STORE_OUTAGE(0.01),
    BROKER_OUTAGE(0.005),
    DATABASE_OUTAGE(0.005),
    /** A worker hands a dispatch over, as it does when it is ended in an orderly way. */
    HANDED_OVER(0.05),
    /** A connection to the target reaches another database. */
    WRONG_DATABASE(0.04);

    private final double maxProbability;

    Fault(double maxProbability) {
        this.maxProbability = maxProbability;
    }

    double maxProbability() {
        return maxProbability;
    }
}
