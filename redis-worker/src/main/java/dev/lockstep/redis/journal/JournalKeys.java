package dev.lockstep.redis.journal;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.worker.StepKey;
import java.util.Arrays;

/** The names of a step's keys in the journal. */
public record JournalKeys(StepKey step) {
    public static final RedisKey IDENTITY = RedisKey.of("lockstep:identity");

    /** The highest dispatch number that the target has accepted. */
    public static final RedisKey FENCE = RedisKey.of("lockstep:fence");

    /** A string: the step's row as JSON. */
    public RedisKey row() {
        return part("row");
    }

    /** A hash: for each source key what became of it, until it is undone. */
    public RedisKey units() {
        return part("units");
    }

    /** A hash: for each key that was left alone the reason. */
    public RedisKey skipped() {
        return part("skipped");
    }

    /** A hash: for each source that was to be deleted and was not, the reason. */
    public RedisKey kept() {
        return part("kept");
    }

    /** A hash: how many units came to what. */
    public RedisKey counts() {
        return part("counts");
    }

    /** A hash: each deleted source key with the expiry that it had. */
    public RedisKey sources() {
        return part("sources");
    }

    /** A hash: each conflict in full. */
    public RedisKey conflicts() {
        return part("conflicts");
    }

    /**
     * The key that what this unit changed was moved or copied to, with type, content and expiry; or that holds the old
     * value, without any, of one that was changed in place and is too large for its row.
     */
    public RedisKey preImageOf(RedisKey field) {
        return part("was:").plus(field);
    }

    /** The key that a deleted source was moved to. */
    public RedisKey preImageOfSource(RedisKey source) {
        return part("source:").plus(source);
    }

    /** A conflict's field is that of its unit, behind one letter that tells a changed key from a deleted source. */
    static RedisKey fieldOfConflict(RedisKey conflict) {
        return RedisKey.of(Arrays.copyOfRange(conflict.bytes(), 1, conflict.bytes().length));
    }

    private RedisKey part(String name) {
        return RedisKey.of("lockstep:%s:%s".formatted(step, name));
    }
}
