package dev.lockstep.mongo.unit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The order of top-level fields, which a compensation restores with their values. */
final class FieldOrder {
    private FieldOrder() {}

    /**
     * The order after a restore. Fields that the step did not touch keep their current order; each restored field goes
     * behind the nearest field that it followed before the step.
     *
     * @param current all names in their current order
     * @param touched the names that are restored or removed
     * @param old all names in their order before the step, with the touched ones that are restored
     */
    static List<String> restored(Collection<String> current, Set<String> touched, List<String> old) {
        List<String> names = new ArrayList<>(current);
        names.removeAll(touched);
        for (int position = 0; position < old.size(); position++) {
            if (touched.contains(old.get(position))) {
                names.add(indexBehindNearest(names, old.subList(0, position)), old.get(position));
            }
        }
        return names;
    }

    private static int indexBehindNearest(List<String> names, List<String> predecessors) {
        return predecessors.reversed().stream()
                .map(names::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .map(index -> index + 1)
                .orElse(0);
    }

    /**
     * The order after a {@code $set} and {@code $unset}: new fields come last, by name.
     *
     * @param touched the names that are set or removed
     * @param present those of them that are set
     */
    static List<String> patched(Collection<String> current, Set<String> touched, Set<String> present) {
        Set<String> names = new LinkedHashSet<>(current);
        names.removeIf(name -> touched.contains(name) && !present.contains(name));
        present.stream().sorted().forEach(names::add);
        return new ArrayList<>(names);
    }
}
