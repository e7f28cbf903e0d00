package dev.lockstep.mongo.operation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The places of top-level fields, which are part of what a compensation puts back. */
final class FieldOrder {
    private FieldOrder() {}

    /**
     * The fields that an application may have moved stay as it has them; each of the others goes back behind the field
     * that it stood behind.
     *
     * @param current the names as they stand now
     * @param touched the names that are put back or taken away
     * @param old all names as they stood before the step, among them the touched ones that are put back
     */
    static List<String> restored(Collection<String> current, Set<String> touched, List<String> old) {
        List<String> names = new ArrayList<>(current);
        names.removeAll(touched);
        for (int place = 0; place < old.size(); place++) {
            if (touched.contains(old.get(place))) {
                names.add(behindNearest(names, old.subList(0, place)), old.get(place));
            }
        }
        return names;
    }

    private static int behindNearest(List<String> names, List<String> predecessors) {
        return predecessors.reversed().stream()
                .map(names::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .map(index -> index + 1)
                .orElse(0);
    }

    /** What a {@code $set} and {@code $unset} of these fields makes of the order: new ones come last, by name. */
    static List<String> patched(Collection<String> current, Set<String> touched, Set<String> present) {
        Set<String> names = new LinkedHashSet<>(current);
        names.removeIf(name -> touched.contains(name) && !present.contains(name));
        present.stream().sorted().forEach(names::add);
        return new ArrayList<>(names);
    }
}
