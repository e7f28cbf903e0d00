package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Computes the order of top-level fields after a write. A compensation restores the order together with the values. */
final class FieldOrder {
    private FieldOrder() {}

    /**
     * Whether a compensation of a unit that no application changes restores the order. It does, unless the document
     * cannot be replaced and setting the fields would not restore the order.
     */
    static boolean isRestored(UnitRow row) {
        Set<String> touched = row.touchedFields();
        List<String> changed =
                afterPatch(row.fieldOrder(), touched, row.postImage().keySet());
        return afterRestore(changed, touched, row.fieldOrder())
                        .equals(afterPatch(changed, touched, row.preImage().keySet()))
                || canBeReplaced(row);
    }

    private static boolean canBeReplaced(UnitRow row) {
        long changedBytes =
                row.documentBytes() + (long) DocumentSize.of(row.postImage()) - DocumentSize.of(row.preImage());
        return row.fieldOrder().stream().noneMatch(name -> name.startsWith("$"))
                && row.documentBytes() + changedBytes <= 2L * DocumentSize.MAX_STATE_BYTES;
    }

    /**
     * The order after touched fields are restored. The other fields keep their current order. Each restored field is
     * placed after its predecessor before the step or, if that field is missing, after the nearest earlier one.
     *
     * @param current all names in their current order
     * @param touched the names of the fields to restore or to remove
     * @param old all names in their order before the step; a touched name that is not in it is removed
     */
    static List<String> afterRestore(Collection<String> current, Set<String> touched, List<String> old) {
        List<String> names = new ArrayList<>(current);
        names.removeAll(touched);
        for (int position = 0; position < old.size(); position++) {
            if (touched.contains(old.get(position))) {
                names.add(indexAfterNearest(names, old.subList(0, position)), old.get(position));
            }
        }
        return names;
    }

    private static int indexAfterNearest(List<String> names, List<String> predecessors) {
        return predecessors.reversed().stream()
                .map(names::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .map(index -> index + 1)
                .orElse(0);
    }

    /**
     * The order after {@code $set} and {@code $unset}: new fields are last, sorted by name.
     *
     * @param current all names in their current order
     * @param touched the names of the fields that are set or removed
     * @param set the touched names that are set
     */
    static List<String> afterPatch(Collection<String> current, Set<String> touched, Set<String> set) {
        Set<String> names = new LinkedHashSet<>(current);
        names.removeIf(name -> touched.contains(name) && !set.contains(name));
        set.stream().sorted().forEach(names::add);
        return new ArrayList<>(names);
    }
}
