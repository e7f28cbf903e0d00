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
 * Two readings of one store. Units whose expiry lies before the second reading are left out; expiries count as equal
 * within 2 ms, because servers before Redis 7 tell only how long a key has left.
 *
 * @param before the digest of all compared units at the first reading, as one word
 * @param after the same for the second reading; equal to {@code before} exactly when there is no difference
 * @param differences one per unit that differs
 * @param expired how many units were left out because they expired in between
 */
public record DigestComparison(String before, String after, List<UnitDifference> differences, int expired) {

    private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(2);

    public DigestComparison {
        differences = List.copyOf(differences);
    }

    public boolean isEqual() {
        return differences.isEmpty();
    }

    /** The differences counted by table, collection or key prefix and by what happened, one line each. */
    public List<String> summary() {
        Map<String, Long> counts = differences.stream()
                .collect(Collectors.groupingBy(UnitDifference::sort, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> "%,7d × %s".formatted(entry.getValue(), entry.getKey()))
                .toList();
    }

    static DigestComparison of(StoreDigest first, StoreDigest second) {
        return of(first, second, unit -> false);
    }

    /** The same without the units that the predicate names, such as those of a conflict report. */
    public static DigestComparison of(StoreDigest first, StoreDigest second, Predicate<String> excluded) {
        Set<String> expired = expired(first, second);
        SortedSet<String> names = new TreeSet<>(first.units().keySet());
        names.addAll(second.units().keySet());
        names.removeIf(name -> expired.contains(name) || excluded.test(name));

        List<UnitDifference> differences = new ArrayList<>();
        SortedMap<String, Unit> before = new TreeMap<>();
        SortedMap<String, Unit> after = new TreeMap<>();
        for (String name : names) {
            Optional<Unit> old = Optional.ofNullable(first.units().get(name));
            Optional<Unit> now = Optional.ofNullable(second.units().get(name));
            old.ifPresent(unit -> before.put(name, unit));
            if (same(old, now)) {
                old.ifPresent(unit -> after.put(name, unit)); // One spelling of an expiry that is the same.
            } else {
                now.ifPresent(unit -> after.put(name, unit));
                differences.add(new UnitDifference(name, change(old, now)));
            }
        }
        return new DigestComparison(Sha256.of(before), Sha256.of(after), differences, expired.size());
    }

    private static Set<String> expired(StoreDigest first, StoreDigest second) {
        Set<String> expired = new HashSet<>();
        Instant end = second.readAt();
        first.units().forEach((name, unit) -> {
            if (unit.isExpiredAt(end)) {
                expired.add(name);
            }
        });
        second.units().forEach((name, unit) -> {
            if (unit.isExpiredAt(end)) {
                expired.add(name);
            }
        });
        return expired;
    }

    private static boolean same(Optional<Unit> old, Optional<Unit> now) {
        return old.isPresent()
                && now.isPresent()
                && old.get().content().equals(now.get().content())
                && sameExpiry(old.get().expiry(), now.get().expiry());
    }

    private static boolean sameExpiry(Optional<Instant> old, Optional<Instant> now) {
        if (old.isEmpty() || now.isEmpty()) {
            return old.equals(now);
        }
        return Duration.between(old.get(), now.get()).abs().compareTo(CLOCK_TOLERANCE) <= 0;
    }

    private static String change(Optional<Unit> old, Optional<Unit> now) {
        if (old.isEmpty()) {
            return "appeared";
        }
        if (now.isEmpty()) {
            return "is gone";
        }
        if (old.get().content().equals(now.get().content())) {
            return "expiry " + told(old.get()) + ", then " + told(now.get());
        }
        return "content changed";
    }

    private static String told(Unit unit) {
        return unit.expiry().map(Instant::toString).orElse("none");
    }
}
