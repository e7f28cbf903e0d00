package dev.lockstep.stack.digest;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The digests of all units of one store by the unit's name, and the time at which they were read. */
public record StoreDigest(Instant readAt, SortedMap<String, UnitDigest> units) {

    public StoreDigest {
        units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
    }

    /** Returns one line with the number of rows, documents or keys for each table, collection or key prefix. */
    public List<String> summary() {
        Map<String, Long> counts = units.keySet().stream()
                .filter(UnitDifference::isData)
                .collect(Collectors.groupingBy(UnitDifference::group, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> "%,7d × %s".formatted(entry.getValue(), entry.getKey()))
                .toList();
    }

    /** Compares this digest with a later one of the same store. */
    public DigestComparison compareWith(StoreDigest later) {
        return DigestComparison.of(this, later);
    }
}
