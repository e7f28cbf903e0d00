package dev.lockstep.stack.digest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Compares two digests of one store. Units that expired before the second reading are left out. Expiries that differ by
 * 2 ms or less are equal, because Redis before 7 only returns the remaining time of a key.
 *
 * @param before SHA-256 of all compared units at the first reading
 * @param after SHA-256 of all compared units at the second reading; equal to {@code before} if there is no difference
 * @param differences one for each unit that differs
 * @param expired the number of units that were left out
 */
public record DigestComparison(String before, String after, List<UnitDifference> differences, int expired) {

    private static final Duration EXPIRY_TOLERANCE = Duration.ofMillis(2);

    public DigestComparison {
        differences = List.copyOf(differences);
    }

    public boolean isEqual() {
        return differences.isEmpty();
    }

    /** Counts the differences by table, collection or key prefix and by kind of change, one line for each. */
    public List<String> summary() {
        Map<String, Long> counts = differences.stream()
                .collect(Collectors.groupingBy(
                        UnitDifference::groupAndChange, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> "%,7d × %s".formatted(entry.getValue(), entry.getKey()))
                .toList();
    }

    static DigestComparison of(StoreDigest first, StoreDigest second) {
        return of(first, second, unit -> false);
    }

    /** Compares without the units that the predicate accepts by name, such as those of a conflict report. */
    public static DigestComparison of(StoreDigest first, StoreDigest second, Predicate<String> excluded) {
        Set<String> expired = expired(first, second);
        SortedSet<String> names = new TreeSet<>(first.units().keySet());
        names.addAll(second.units().keySet());
        names.removeIf(name -> expired.contains(name) || excluded.test(name));

        List<UnitDifference> differences = new ArrayList<>();
        SortedMap<String, UnitDigest> before = new TreeMap<>();
        SortedMap<String, UnitDigest> after = new TreeMap<>();
        for (String name : names) {
            Optional<UnitDigest> old = Optional.ofNullable(first.units().get(name));
            Optional<UnitDigest> now = Optional.ofNullable(second.units().get(name));
            old.ifPresent(unit -> before.put(name, unit));
            if (isSame(old, now)) {
                old.ifPresent(unit -> after.put(name, unit)); // Expiries within the tolerance must hash equally.
            } else {
                now.ifPresent(unit -> after.put(name, unit));
                differences.add(new UnitDifference(name, change(old, now)));
            }
        }
        return new DigestComparison(Sha256.of(before), Sha256.of(after), differences, expired.size());
    }

    private static Set<String> expired(StoreDigest first, StoreDigest second) {
        Set<String> expired = new HashSet<>();
        for (StoreDigest digest : List.of(first, second)) {
            digest.units().forEach((name, unit) -> {
                if (unit.isExpiredAt(second.readAt())) {
                    expired.add(name);
                }
            });
        }
        return expired;
    }

    private static boolean isSame(Optional<UnitDigest> old, Optional<UnitDigest> now) {
        return old.isPresent()
                && now.isPresent()
                && old.get().content().equals(now.get().content())
                && isSameExpiry(old.get().expiry(), now.get().expiry());
    }

    private static boolean isSameExpiry(Optional<Instant> old, Optional<Instant> now) {
        if (old.isEmpty() || now.isEmpty()) {
            return old.equals(now);
        }
        return Duration.between(old.get(), now.get()).abs().compareTo(EXPIRY_TOLERANCE) <= 0;
    }

    private static String change(Optional<UnitDigest> old, Optional<UnitDigest> now) {
        if (old.isEmpty()) {
            return "added";
        }
        if (now.isEmpty()) {
            return "removed";
        }
        if (old.get().content().equals(now.get().content())) {
            return UnitDifference.EXPIRY_CHANGED + " from " + expiry(old.get()) + " to " + expiry(now.get());
        }
        return "content changed";
    }

    private static String expiry(UnitDigest unit) {
        return unit.expiry().map(Instant::toString).orElse("none");
    }
}
