package dev.lockstep.mongo.journal;

import dev.lockstep.worker.StepKey;

/** The names under which Lockstep keeps its own in a target. */
public final class Journal {
    /** Begins the name of every collection that is ours; no plan may touch one. */
    public static final String PREFIX = "lockstep_";

    /** The identity, the fence and the steps. */
    static final String STEPS = PREFIX + "journal";

    /** A row for each unit of each step. */
    static final String UNITS = PREFIX + "journal_units";

    static final String FENCE = "fence";
    static final String IDENTITY = "identity";

    private Journal() {}

    static String stepId(StepKey key) {
        return "step/" + key;
    }

    static String progressId(StepKey key) {
        return "units/" + key;
    }
}
