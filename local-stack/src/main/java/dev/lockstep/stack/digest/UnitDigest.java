package dev.lockstep.stack.digest;

import java.time.Instant;
import java.util.Optional;

/**
 * The digest of one unit: a row, a document, a key or a catalog object.
 *
 * @param content SHA-256 of its content
 * @param expiry the time at which a key expires, empty if it does not expire
 */
public record UnitDigest(String content, Optional<Instant> expiry) {

    static UnitDigest of(String content) {
        return new UnitDigest(content, Optional.empty());
    }

    boolean isExpiredAt(Instant moment) {
        return expiry.filter(end -> !end.isAfter(moment)).isPresent();
    }
}
