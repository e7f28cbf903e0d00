package dev.lockstep.mongo.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.worker.StepKey;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.types.ObjectId;

/** The names of Lockstep's own collections and documents in a target. */
public final class JournalNames {
    /** The prefix of Lockstep's own collections, which a plan may not change. */
    public static final String COLLECTION_PREFIX = "lockstep_";

    /** The collection with the identity, the fence, the steps and the progress of their units. */
    public static final String JOURNAL = COLLECTION_PREFIX + "journal";

    /** The prefix of collections with copies of documents, which the dispatch that creates one also drops. */
    public static final String SCRATCH_PREFIX = COLLECTION_PREFIX + "scratch_";

    /** The collection in a rehearsal's copy that says whose copy it is. */
    public static final String REHEARSAL = COLLECTION_PREFIX + "rehearsal";

    /** The {@code _id} of the fence in {@link #JOURNAL}. */
    public static final String FENCE = "fence";

    /** The {@code _id} of the last restore that has ended, in {@link #JOURNAL}. */
    public static final String LAST_RESTORE = "last-restore";

    /** The end of the name of a dry run's scratch collection for unique indexes. */
    public static final String UNIQUE = "_unique";

    private static final Pattern SCRATCH_OF_DRY_RUN =
            Pattern.compile(SCRATCH_PREFIX + "dryrun_(\\d{1,18})(_[0-9a-f]{24})?(" + UNIQUE + ")?");

    /** The collection with the unit rows. */
    static final String UNIT_ROWS = COLLECTION_PREFIX + "journal_units";

    static final String IDENTITY = "identity";

    private JournalNames() {}

    /**
     * A new name for a scratch collection of a dry run. It has the dispatch, so that a later dry run finds what this
     * one leaves, and a random part, because a redelivered command runs at the same time in another process.
     */
    public static String newScratchOfDryRun(DispatchNumber dispatch) {
        return SCRATCH_PREFIX + "dryrun_" + dispatch + "_" + new ObjectId().toHexString();
    }

    /** Whether this is a scratch collection of a dry run whose dispatch is below this one. */
    public static boolean isScratchOfDryRunBelow(String collection, DispatchNumber dispatch) {
        Matcher name = SCRATCH_OF_DRY_RUN.matcher(collection);
        return name.matches() && Long.parseLong(name.group(1)) < dispatch.value();
    }

    /** Whether this is a collection of Lockstep or of the server. */
    public static boolean isReserved(String collection) {
        return collection.startsWith(COLLECTION_PREFIX) || collection.startsWith("system.");
    }

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
