package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes digests. */
public final class Sha256 {
    private Sha256() {}

    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }

    public static Digest of(byte[] content) {
        return Digest.of(start().digest(content));
    }
}
