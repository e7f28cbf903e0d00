package dev.lockstep.system.simulation;

import java.util.ArrayList;
import java.util.List;

/** All changes of units by workers, in all stores, in order. */
final class UnitChanges {
    private final List<UnitChange> changes = new ArrayList<>();

    void add(UnitChange change) {
        changes.add(change);
    }

    List<UnitChange> all() {
        return changes;
    }
}
