package dev.lockstep.coordinator.access;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The secret text of an API token: a prefix, by which secret scanners find it, and 256 random bits. Only its SHA-256 is
 * stored; a slow hash is for passwords, which can be guessed.
 */
final class TokenSecret {
    private static final String PREFIX = "lockstep_";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenSecret() {}

    static String generate() {
        return PREFIX + random();
    }

    /** A text of 256 random bits. */
    static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean isApiToken(String token) {
        return token.startsWith(PREFIX);
    }
}
