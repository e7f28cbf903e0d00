package dev.lockstep.redis.unit;

/**
 * Limits of one target.
 *
 * @param batchSize maximum number of keys that are read at once
 * @param maxMembers maximum number of members of a list, set, hash, sorted set or stream whose content is read or copied
 * @param maxValueBytes maximum number of bytes of a key whose content is read or copied
 */
public record UnitLimits(int batchSize, int maxMembers, int maxValueBytes) {
    /** Maximum number of bytes of the name of a key. */
    static final int MAX_NAME_BYTES = 16_384;
}
