package dev.lockstep.redis.journal;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.worker.StepKey;
import java.util.Arrays;

/** The names of the journal's keys for one step. */
public record JournalKeys(StepKey step) {
    public static final RedisKey IDENTITY = RedisKey.of("lockstep:identity");

    /** The highest dispatch number that the target has accepted. */
    public static final RedisKey FENCE = RedisKey.of("lockstep:fence");

    /** A string: the step's row as JSON. */
    public RedisKey stepRow() {
        return part("row");
    }

    /** A hash: source key to the row of its unit, until the unit is compensated. */
    public RedisKey units() {
        return part("units");
    }

    /** A hash: key that the step left alone to the reason. */
    public RedisKey skipped() {
        return part("skipped");
    }

    /** A hash: source key that the finish kept to the reason. */
    public RedisKey keptSources() {
        return part("kept-sources");
    }

    /** A hash: outcome to the number of units with it. */
    public RedisKey counts() {
        return part("counts");
    }

    /** A hash: source key that the finish deleted to the expiry that it had. */
    public RedisKey deletedSources() {
        return part("deleted-sources");
    }

    /** A hash: all conflicts. A field is {@code u} and the unit's field, or {@code s} and the deleted source. */
    public RedisKey conflicts() {
        return part("conflicts");
    }

    /**
     * The key that holds what was there before: the replaced key itself, a copy with its expiry, or the old value of a
     * unit that is too long for its row.
     */
    public RedisKey preImageOf(RedisKey field) {
        return part("pre-image:").plus(field);
    }

    /** The key that a deleted source was renamed to. */
    public RedisKey sourcePreImageOf(RedisKey source) {
        return part("source-pre-image:").plus(source);
    }

    /** The unit's field, or the deleted source, of a field of {@link #conflicts()}. */
    static RedisKey unitOfConflict(RedisKey conflict) {
        return RedisKey.of(Arrays.copyOfRange(conflict.bytes(), 1, conflict.bytes().length));
    }

    private RedisKey part(String name) {
        return RedisKey.of("lockstep:%s:%s".formatted(step, name));
    }
}
