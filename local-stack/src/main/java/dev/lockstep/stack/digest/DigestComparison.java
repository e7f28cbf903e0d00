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
 * The result of comparing two digests of one store. Units that expired before the second digest was read are not
 * compared. Expiries that differ by 2 ms or less count as equal, because Redis before 7 returns only the remaining time
 * of a key.
 *
 * @param before SHA-256 of all compared units in the first digest
 * @param after SHA-256 of all compared units in the second digest; equals {@code before} if there is no difference
 * @param differences one for each unit that differs
 * @param expired the number of expired units, which are not compared
 */
public record DigestComparison(String before, String after, List<UnitDifference> differences, int expired) {

    private static final Duration EXPIRY_TOLERANCE = Duration.ofMillis(2);

    public DigestComparison {
        differences = List.copyOf(differences);
    }

    public boolean isEqual() {
        return differences.isEmpty();
    }

    /** Returns one line with the number of differences for each kind of change to a table, collection or key prefix. */
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

    /** Compares all units except those whose name matches the predicate, such as the units of a conflict report. */
    public static DigestComparison of(StoreDigest first, StoreDigest second, Predicate<String> excluded) {
        Set<String> expired = expiredUnits(first, second);
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
                differences.add(new UnitDifference(name, describeChange(old, now)));
            }
        }
        return new DigestComparison(Sha256.of(before), Sha256.of(after), differences, expired.size());
    }

    private static Set<String> expiredUnits(StoreDigest first, StoreDigest second) {
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

    private static String describeChange(Optional<UnitDigest> old, Optional<UnitDigest> now) {
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
