package dev.lockstep.mongo.journal;

import dev.lockstep.worker.StepKey;

/** The names of Lockstep's own collections and documents in a target. */
public final class JournalNames {
    /** The prefix of Lockstep's own collections, which a plan may not change. */
    public static final String COLLECTION_PREFIX = "lockstep_";

    /** The collection with the identity, the fence, the steps and the progress of their units. */
    public static final String JOURNAL = COLLECTION_PREFIX + "journal";

    /** The prefix of collections with copies of documents, which the dispatch that creates one also drops. */
    public static final String SCRATCH_PREFIX = COLLECTION_PREFIX + "scratch_";

    /** The {@code _id} of the fence in {@link #JOURNAL}. */
    public static final String FENCE = "fence";

    /** The collection with the unit rows. */
    static final String UNIT_ROWS = COLLECTION_PREFIX + "journal_units";

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
