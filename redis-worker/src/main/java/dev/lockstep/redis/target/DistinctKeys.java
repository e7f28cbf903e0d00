package dev.lockstep.redis.target;

import dev.lockstep.redis.connection.RedisKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Counts distinct keys in eight bytes of memory per key: keys are equal if the first halves of their digests are equal.
 * Among ten million keys, two different ones have equal halves with a probability of 1 in 400,000.
 */
final class DistinctKeys {
    private final MessageDigest digest;
    private long[] halves = new long[1024];
    private int size;

    DistinctKeys() {
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java platform lacks MD5", e);
        }
    }

    void add(RedisKey key) {
        if (size == halves.length) {
            halves = Arrays.copyOf(halves, size * 2);
        }
        halves[size++] = ByteBuffer.wrap(digest.digest(key.bytes())).getLong();
    }

    long count() {
        return Arrays.stream(halves, 0, size).sorted().distinct().count();
    }
}
