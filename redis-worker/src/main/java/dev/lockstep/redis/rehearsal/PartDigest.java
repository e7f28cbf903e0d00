package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.worker.Sha256;
import java.nio.charset.StandardCharsets;

/** The digest of a set of different keys, in any order: the digests of the keys combined by XOR, and their number. */
final class PartDigest {
    private final byte[] combined = new byte[32];
    private long keys;

    void add(byte[] digestOfKey) {
        for (int index = 0; index < combined.length; index++) {
            combined[index] ^= digestOfKey[index];
        }
        keys++;
    }

    Digest digest() {
        String text = "%d %s".formatted(keys, Digest.of(combined));
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
