package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;

/** Each unit of a completed migration was changed once and has the value of its step or of a later application write. */
final class CompletedStepsAppliedOnce implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigrationIn(
                SagaState.Completed.class,
                migration -> result.forEachStepOf(
                        migration, (step, store, key) -> assertAppliedOnce(result, step, store, key)));
    }

    private static void assertAppliedOnce(SimulationResult result, Step step, SimulatedStore store, StepKey key) {
        List<String> units = new ArrayList<>(StepUnits.of(key, store));
        List<String> removed = step.operation().needsFinish() ? StepUnits.removedByFinishOf(step.id()) : List.of();
        result.assertEqual(
                "units applied by " + key,
                changed(result, key, Direction.APPLY),
                units.stream().sorted().toList());
        result.assertEqual("units finished by " + key, changed(result, key, Direction.FINISH), removed);
        result.assertEqual("units compensated by " + key, changed(result, key, Direction.COMPENSATE), List.of());
        units.remove(StepUnits.SHARED);
        units.forEach(unit -> assertValue(result, store, key, unit));
        removed.forEach(unit ->
                result.assertEqual("unit " + unit + " exists", store.units().containsKey(unit), false));
    }

    private static List<String> changed(SimulationResult result, StepKey key, Direction direction) {
        return result.changes().all().stream()
                .filter(change -> change.key().equals(key) && change.direction() == direction)
                .map(UnitChange::unit)
                .sorted()
                .toList();
    }

    private static void assertValue(SimulationResult result, SimulatedStore store, StepKey key, String unit) {
        UnitRecord unitRecord = store.unitRecords(key).get(unit);
        if (unitRecord == null) {
            throw new AssertionError("record of unit %s of %s: found none, expected one".formatted(unit, key));
        }
        long applied = UnitOperations.incremented(unitRecord.before());
        long expected = store.overwritten(key).contains(unit)
                ? result.application().lastWritten(store, unit).orElseThrow()
                : applied;
        result.assertEqual(
                "value of unit %s after %s".formatted(unit, key), store.units().get(unit), expected);
    }
}
