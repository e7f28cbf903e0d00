package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The keys that a scan has returned, to recognize keys that it returns again. A key takes 16 to 32 bytes: half of its
 * MD5 digest in a table with open addressing. Among a million keys, one is mistaken for another in one of 18 million
 * scans.
 */
final class SeenKeys {
    /** The number of keys that are remembered. */
    static final int MAX_KEYS = 1_000_000;

    private static final long EMPTY = 0;

    private final MessageDigest digest;
    private final int maxKeys;
    private long[] table = new long[1024];
    private int size;

    SeenKeys() {
        this(MAX_KEYS);
    }

    SeenKeys(int maxKeys) {
        this.maxKeys = maxKeys;
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java platform lacks MD5", e);
        }
    }

    /** Returns whether the key is new. Keys beyond the limit are not remembered, and so are always new. */
    boolean add(RedisKey key) {
        long half = ByteBuffer.wrap(digest.digest(key.bytes())).getLong() | 1;
        int slot = slotOf(table, half);
        if (table[slot] == half) {
            return false;
        }
        if (size < maxKeys) {
            table[slot] = half;
            size++;
            growIfHalfFull();
        }
        return true;
    }

    boolean isFull() {
        return size == maxKeys;
    }

    private void growIfHalfFull() {
        if (size * 2 <= table.length) {
            return;
        }
        long[] larger = new long[table.length * 2];
        for (long half : table) {
            if (half != EMPTY) {
                larger[slotOf(larger, half)] = half;
            }
        }
        table = larger;
    }

    /** Returns the slot of the entry, or the free slot for it. */
    private static int slotOf(long[] table, long half) {
        int slot = (int) (half >>> 32) & (table.length - 1);
        while (table[slot] != EMPTY && table[slot] != half) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }
}
