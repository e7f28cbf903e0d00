package dev.lockstep.stack.digest;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** All units of one store as they were at one moment, by name. */
public record StoreDigest(Instant readAt, SortedMap<String, Unit> units) {

    public StoreDigest {
        units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
    }

    /** What differs from this, the earlier reading, to the later one. */
    public DigestComparison comparedTo(StoreDigest later) {
        return DigestComparison.of(this, later);
    }
}
