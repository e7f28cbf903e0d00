package dev.lockstep.redis.backup;

import dev.lockstep.redis.connection.RedisKey;

/**
 * One key of a backup.
 *
 * @param payload what DUMP returned
 * @param expiry absolute expiry in milliseconds, or -1
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once; never compared.
record KeyEntry(RedisKey key, byte[] payload, long expiry) {
    int bytes() {
        return key.length() + payload.length;
    }
}
