package dev.lockstep.redis.journal;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.worker.StepKey;
import java.util.Arrays;

/** The names of the journal's keys for a target and for one step. */
public final class JournalKeys {
    public static final RedisKey IDENTITY = RedisKey.of("lockstep:identity");

    /** The highest dispatch number that the target has accepted. */
    public static final RedisKey FENCE = RedisKey.of("lockstep:fence");

    /** A hash with the dispatch and the record, as JSON, of the last restore that has ended. */
    public static final RedisKey LAST_RESTORE = RedisKey.of("lockstep:last-restore");

    private static final RedisKey ROW = RedisKey.of("row");
    private static final RedisKey UNITS = RedisKey.of("units");
    private static final RedisKey SKIPPED = RedisKey.of("skipped");
    private static final RedisKey COUNTS = RedisKey.of("counts");
    private static final RedisKey CONFLICTS = RedisKey.of("conflicts");
    private static final RedisKey DELETED_SOURCES = RedisKey.of("deleted-sources");
    private static final RedisKey KEPT_SOURCES = RedisKey.of("kept-sources");
    private static final RedisKey PRE_IMAGE = RedisKey.of("pre-image:");
    private static final RedisKey SOURCE_PRE_IMAGE = RedisKey.of("source-pre-image:");
    private final RedisKey prefix;

    public JournalKeys(StepKey step) {
        this.prefix = RedisKey.of("lockstep:%s:".formatted(step));
    }

    /** A string: the step's row as JSON. */
    public RedisKey stepRow() {
        return prefix.plus(ROW);
    }

    /** A hash from source key to the row of its unit. The compensation of a unit deletes its row. */
    public RedisKey units() {
        return prefix.plus(UNITS);
    }

    /** A hash from skipped key to the reason. */
    public RedisKey skipped() {
        return prefix.plus(SKIPPED);
    }

    /** A hash from outcome to the number of units with this outcome. */
    public RedisKey counts() {
        return prefix.plus(COUNTS);
    }

    /** A hash of all conflicts. A field is {@code u} and the unit's field, or {@code s} and the deleted source. */
    public RedisKey conflicts() {
        return prefix.plus(CONFLICTS);
    }

    /** A hash from each source key that the finish deleted to the expiry of that key. */
    public RedisKey deletedSources() {
        return prefix.plus(DELETED_SOURCES);
    }

    /** A hash from each source key that the finish kept to the reason. */
    public RedisKey keptSources() {
        return prefix.plus(KEPT_SOURCES);
    }

    /**
     * Returns the prefix of the keys of pre-images; the unit's field follows it. A pre-image is the replaced key
     * itself, a copy of the key with its expiry, or an old value that is too long for the unit's row.
     */
    public RedisKey preImagePrefix() {
        return prefix.plus(PRE_IMAGE);
    }

    /** Returns the prefix of the keys to which deleted sources are renamed; the name of the source follows it. */
    public RedisKey sourcePreImagePrefix() {
        return prefix.plus(SOURCE_PRE_IMAGE);
    }

    RedisKey preImageOf(RedisKey field) {
        return preImagePrefix().plus(field);
    }

    RedisKey sourcePreImageOf(RedisKey source) {
        return sourcePreImagePrefix().plus(source);
    }

    /** Returns the unit's field, or the deleted source, from a field of {@link #conflicts()}. */
    static RedisKey unitOfConflict(RedisKey conflict) {
        return RedisKey.of(Arrays.copyOfRange(conflict.bytes(), 1, conflict.bytes().length));
    }
}
