package dev.lockstep.system.simulation;

/** What can go wrong, with the highest odds that a seed gives it each time it could strike. */
enum Fault {
    /** The process dies at a port call, before or after its effect. */
    CRASH(0.03),
    /** The process stops at a port call, with its memory and its connections, and goes on later. */
    PAUSE(0.04),
    /** Other processes go on while this one is at a port call. */
    OVERTAKEN(0.3),
    REPORT_LOST(0.10),
    COMMAND_LOST(0.10),
    /** The broker has a message twice in a row. */
    DUPLICATED(0.15),
    DELAYED(0.15),
    /** An old message comes again, after newer ones. */
    REDELIVERED(0.3),
    /** The broker refuses a dispatch for good. */
    REFUSED_BY_BROKER(0.06),
    /** The database has committed, and the answer is lost. */
    ANSWER_LOST(0.02),
    /** Another transaction was faster. */
    OUTRUN(0),
    /** The store fails in a way that passes. */
    STORE_HICCUP(0.08),
    STORE_AWAY(0.01),
    BROKER_AWAY(0.005),
    DATABASE_AWAY(0.005),
    /** The target's name leads to another database for a while. */
    WRONG_DATABASE(0.04);

    private final double highestOdds;

    Fault(double highestOdds) {
        this.highestOdds = highestOdds;
    }

    double highestOdds() {
        return highestOdds;
    }
}
