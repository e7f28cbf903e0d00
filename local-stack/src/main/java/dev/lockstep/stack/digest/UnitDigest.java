package dev.lockstep.stack.digest;

import java.time.Instant;
import java.util.Optional;

/**
 * The digest of one unit.
 *
 * @param content SHA-256 of its content
 * @param expiry when it expires, if it does
 */
public record UnitDigest(String content, Optional<Instant> expiry) {

    static UnitDigest of(String content) {
        return new UnitDigest(content, Optional.empty());
    }

    boolean isExpiredAt(Instant moment) {
        return expiry.filter(end -> !end.isAfter(moment)).isPresent();
    }
}
