package dev.lockstep.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The token that permits reading metrics, the same in all services. White space around it, such as the end of a file's
 * line, does not count.
 */
public final class MetricsToken {
    private final byte @Nullable [] expected;

    /**
     * Creates the token.
     *
     * @param setting the configured value; if it is absent or blank, all tokens are invalid
     */
    public MetricsToken(@Nullable String setting) {
        this.expected = setting == null || setting.isBlank() ? null : bytes(setting.strip());
    }

    /** Whether this is the token. The comparison takes a time that does not depend on where the texts differ. */
    public boolean is(String token) {
        return expected != null && MessageDigest.isEqual(expected, bytes(token));
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.UTF_8);
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return "metrics token";
    }
}
