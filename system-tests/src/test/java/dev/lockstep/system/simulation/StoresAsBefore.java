package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** After a rollback each unit is as before or as the application wrote it, and the report contains exactly the conflicts. */
final class StoresAsBefore implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachStateOf(SagaState.RolledBack.class, (migration, state) -> {
            assertUnitsAsBefore(result, migration);
            assertConflictsReported(result, migration, state);
        });
        result.forEachMigrationIn(SagaState.Rejected.class, migration -> assertUnitsAsBefore(result, migration));
        result.forEachMigrationIn(SagaState.Cancelled.class, migration -> assertUnitsAsBefore(result, migration));
        result.stores().values().forEach(store -> assertSharedUnit(result, store));
    }

    private static void assertUnitsAsBefore(SimulationResult result, MigrationId migration) {
        result.forEachStepOf(migration, (step, store, key) -> Stream.concat(
                        StepUnits.ownOf(step.id()).stream(), StepUnits.removedByFinishOf(step.id()).stream())
                .forEach(unit -> result.assertEqual(
                        "value of unit %s after the compensation of %s".formatted(unit, key),
                        store.units().get(unit),
                        expectedValue(result, store, unit))));
    }

    private static @Nullable Object expectedValue(SimulationResult result, SimulatedStore store, String unit) {
        OptionalLong written = result.application().lastWritten(store, unit);
        return written.isPresent() ? (Object) written.getAsLong() : store.initialValue(unit);
    }

    private static void assertConflictsReported(
            SimulationResult result, MigrationId migration, SagaState.RolledBack state) {
        result.forEachStepOf(migration, (step, store, key) -> {
            Set<String> found = new TreeSet<>(store.conflicts(key));
            if (isAnyClosedByOperator(result)) {
                // A step that an operator left applied causes a conflict in the shared unit for the steps before it.
                found.remove(StepUnits.SHARED);
            }
            result.assertEqual("conflicts of " + key, found, store.overwritten(key));
            if (state.steps().get(step.id()) instanceof StepState.Compensated compensated) {
                long expected = store.conflicts(key).size();
                result.assertEqual(
                        "number of conflicts reported for " + key,
                        compensated.result().conflicts(),
                        expected);
            }
        });
    }

    /** All steps on a target increment the shared unit, so it shows a compensation out of order or done twice. */
    private static void assertSharedUnit(SimulationResult result, SimulatedStore store) {
        Long found = store.units().get(StepUnits.SHARED);
        if (found == null || isAnyClosedByOperator(result)) {
            return;
        }
        long appliedSteps = result.database().sagas().entrySet().stream()
                .filter(entry -> entry.getValue().state() instanceof SagaState.Completed)
                .mapToLong(entry -> stepsOn(result, store, entry.getKey()))
                .sum();
        result.assertEqual("shared unit of " + store.name(), found, 1 + appliedSteps * StepUnits.INCREMENT);
    }

    private static boolean isAnyClosedByOperator(SimulationResult result) {
        return result.database().sagas().values().stream()
                .anyMatch(row -> row.state() instanceof SagaState.ClosedByOperator);
    }

    private static long stepsOn(SimulationResult result, SimulatedStore store, MigrationId migration) {
        return result.database().planOf(migration).spec().steps().stream()
                .map(Step::target)
                .filter(store.name()::equals)
                .count();
    }
}
