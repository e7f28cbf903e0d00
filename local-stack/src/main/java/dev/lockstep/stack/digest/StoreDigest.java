package dev.lockstep.stack.digest;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The digests of all units of one store by name, and when they were read. */
public record StoreDigest(Instant readAt, SortedMap<String, UnitDigest> units) {

    public StoreDigest {
        units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
    }

    /**
     * Counts rows, documents and keys by table, collection or key prefix, one line for each. Leaves out the catalog.
     */
    public List<String> summary() {
        Map<String, Long> counts = units.keySet().stream()
                .filter(UnitDifference::isData)
                .collect(Collectors.groupingBy(UnitDifference::group, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> "%,7d × %s".formatted(entry.getValue(), entry.getKey()))
                .toList();
    }

    /** Compares this reading with a later one of the same store. */
    public DigestComparison comparedTo(StoreDigest later) {
        return DigestComparison.of(this, later);
    }
}
