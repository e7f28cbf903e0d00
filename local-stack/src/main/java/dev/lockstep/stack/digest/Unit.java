package dev.lockstep.stack.digest;

import java.time.Instant;
import java.util.Optional;

/** The fingerprint of one unit's content and, where it has one, the moment at which it expires. */
public record Unit(String content, Optional<Instant> expiry) {

    static Unit of(String content) {
        return new Unit(content, Optional.empty());
    }

    boolean isExpiredAt(Instant moment) {
        return expiry.filter(end -> !end.isAfter(moment)).isPresent();
    }
}
