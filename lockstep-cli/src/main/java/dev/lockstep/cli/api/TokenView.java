package dev.lockstep.cli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token in the coordinator's API.
 *
 * @param kind who uses it: {@code person} or {@code service}
 * @param lastUsedAt absent before its first use
 * @param revokedAt absent while it is not revoked
 */
public record TokenView(
        String id,
        String name,
        String kind,
        List<String> grants,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    public TokenView {
        grants = List.copyOf(grants);
    }
}
