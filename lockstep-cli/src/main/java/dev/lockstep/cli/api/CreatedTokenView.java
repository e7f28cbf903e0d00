package dev.lockstep.cli.api;

import java.time.Instant;
import java.util.List;

/**
 * A new token.
 *
 * @param secret the text of the token, which cannot be read again
 */
public record CreatedTokenView(
        String secret, String id, String name, String kind, List<String> grants, Instant expiresAt) {

    public CreatedTokenView {
        grants = List.copyOf(grants);
    }

    /** Does not contain the secret. */
    @Override
    public String toString() {
        return "token %s of %s".formatted(id, name);
    }
}
