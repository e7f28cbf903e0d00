package dev.lockstep.stack.digest;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All units of one store as they were at one moment, by name. */
public record StoreDigest(Instant readAt, SortedMap<String, Unit> units) {

    public StoreDigest {
        units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
    }

    /** The data counted by table, collection or key prefix, one line each; the catalog is left out. */
    public List<String> summary() {
        Map<String, Long> counts = units.keySet().stream()
                .filter(UnitDifference::isData)
                .collect(Collectors.groupingBy(UnitDifference::kin, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> "%,7d × %s".formatted(entry.getValue(), entry.getKey()))
                .toList();
    }

    /** What differs from this, the earlier reading, to the later one. */
    public DigestComparison comparedTo(StoreDigest later) {
        return DigestComparison.of(this, later);
    }
}
