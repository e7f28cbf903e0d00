package dev.lockstep.mongo.journal;

import dev.lockstep.worker.StepKey;

/** The names of Lockstep's own collections and documents in a target. */
public final class JournalNames {
    /** Every collection of Lockstep starts with this; a plan may not change one. */
    public static final String PREFIX = "lockstep_";

    /** The collection of the identity, the fence and the steps. */
    public static final String STEPS = PREFIX + "journal";

    /** The {@code _id} of the fence in {@link #STEPS}. */
    public static final String FENCE = "fence";

    /** The collection of the unit rows. */
    static final String UNITS = PREFIX + "journal_units";

    static final String IDENTITY = "identity";

    private JournalNames() {}

    static String stepId(StepKey key) {
        return stepId(key.toString());
    }

    static String stepId(String key) {
        return "step/" + key;
    }

    static String progressId(StepKey key) {
        return "units/" + key;
    }
}
