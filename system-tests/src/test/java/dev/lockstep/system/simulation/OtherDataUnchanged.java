package dev.lockstep.system.simulation;

/** Units outside of all steps have their initial values, and each step changes only its own units. */
final class OtherDataUnchanged implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.stores().values().forEach(store -> store.units().forEach((unit, value) -> {
            if (SimulatedStore.isOutsideOfSteps(unit)) {
                result.assertEqual("value of unit " + unit, value, store.initialValue(unit));
            }
        }));
        result.changes().all().forEach(change -> {
            boolean isOwn = change.unit().equals(StepUnits.SHARED)
                    || change.unit().startsWith(change.key().step() + "-");
            result.assertEqual("changed unit is a unit of its step: " + change, isOwn, true);
        });
    }
}
