package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;

/** Every change of a unit of any store, in the order in which they were made. */
final class Ledger {
    private final List<Change> changes = new ArrayList<>();

    /**
     * One change of one unit by a worker.
     *
     * @param worker the process, and which of its lives
     * @param fence of the target, at that moment
     */
    record Change(
            TargetName target,
            StepKey key,
            String unit,
            Direction direction,
            DispatchNumber dispatch,
            DispatchNumber fence,
            String worker) {}

    void add(Change change) {
        changes.add(change);
    }

    List<Change> changes() {
        return changes;
    }
}
