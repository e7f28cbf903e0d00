package dev.lockstep.postgres.backup;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Objects that have their names back.
 *
 * @param earlier the object's earlier name by the present one, which has the kind of the object
 */
record Renamings(SortedMap<String, String> earlier) {
    private static final int MAX_SHOWN = 20;

    Set<String> objects() {
        return Set.copyOf(earlier.keySet());
    }

    List<String> notes() {
        Stream<String> shown = earlier.entrySet().stream()
                .limit(MAX_SHOWN)
                .map(entry -> "%s was %s and gets its name back".formatted(entry.getKey(), entry.getValue()));
        return earlier.size() <= MAX_SHOWN
                ? shown.toList()
                : Stream.concat(
                                shown,
                                Stream.of("%d more objects get their names back".formatted(earlier.size() - MAX_SHOWN)))
                        .toList();
    }
}
