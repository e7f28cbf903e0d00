package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.system.simulation.InjectedFailures.FailurePoint;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Operations on units that the executors of all simulated stores share. */
final class UnitOperations {
    private final SimulatedStoreConnection connection;

    UnitOperations(SimulatedStoreConnection connection) {
        this.connection = connection;
    }

    /** Throws the permanent failure that is injected at this point of the step, if there is one. */
    void failIfInjected(FailurePoint point, StepContext context, StepFailure.Effect effect) {
        if (connection.failures().isInjected(point, context.key().step())) {
            throw new OperationFailed(new StepFailure.Permanent("injected", point.toString(), effect));
        }
    }

    /** The units that the step may have changed. */
    List<String> recordedUnits(StepContext context) {
        return List.copyOf(store().unitRecords(context.key()).keySet());
    }

    /** Restores one unit if it still has the value of the step. The caller has checked the fence. */
    void restore(StepContext context, String unit) {
        StepKey key = context.key();
        UnitRecord unitRecord = store().unitRecords(key).remove(unit);
        if (unitRecord == null) {
            return;
        }
        @Nullable Long found = store().units().get(unit);
        if (Objects.equals(found, unitRecord.after())) {
            connection.change(context, unit, Direction.COMPENSATE, unitRecord.before());
        } else if (unitRecord.phase() == UnitRecord.Phase.DONE || !Objects.equals(found, unitRecord.before())) {
            store().conflicts(key).add(unit);
        }
    }

    /** Removes the record of the unit, which a compensation then reports as a conflict. It can be repeated. */
    long erase(StepContext context, String unit) {
        StepKey key = context.key();
        if (store().unitRecords(key).remove(unit) != null) {
            store().conflicts(key).add(unit);
        }
        return store().conflicts(key).contains(unit) ? 1 : 0;
    }

    CompensationResult compensationResult(StepContext context) {
        return new CompensationResult(0, store().conflicts(context.key()).size(), null, null, null);
    }

    StepResult stepResult(StepContext context) {
        return StepResult.changed(store().unitRecords(context.key()).size());
    }

    /** The value of a unit after an apply. */
    static long incremented(@Nullable Long before) {
        return (before == null ? 0 : before) + StepUnits.INCREMENT;
    }

    private SimulatedStore store() {
        return connection.store();
    }
}
