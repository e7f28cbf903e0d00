package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;

/** I2: completed means that every unit of every step was changed once, and holds what the step left or an application wrote. */
final class CompletedMeansAppliedOnce implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.each(
                SagaState.Completed.class,
                (migration, _) -> evidence.eachStep(migration, (step, store, key) -> done(evidence, step, store, key)));
    }

    private static void done(Evidence evidence, Step step, Store store, StepKey key) {
        List<String> wanted = new ArrayList<>(Units.of(key, store));
        evidence.demand(
                "applied once " + key,
                changed(evidence, key, Direction.APPLY),
                wanted.stream().sorted().toList());
        List<String> old = step.operation().needsFinish() ? Units.oldOf(step.id()) : List.of();
        evidence.demand("finished once " + key, changed(evidence, key, Direction.FINISH), old);
        evidence.demand("undone " + key, changed(evidence, key, Direction.COMPENSATE), List.of());
        wanted.remove(Units.SHARED);
        wanted.forEach(unit -> holds(evidence, store, key, unit));
        old.forEach(unit -> evidence.demand(unit + " is gone", store.units().get(unit) == null, true));
    }

    private static List<String> changed(Evidence evidence, StepKey key, Direction direction) {
        return evidence.ledger().changes().stream()
                .filter(change -> change.key().equals(key) && change.direction() == direction)
                .map(Ledger.Change::unit)
                .sorted()
                .toList();
    }

    private static void holds(Evidence evidence, Store store, StepKey key, String unit) {
        Store.Mark mark = store.marks(key).get(unit);
        if (mark == null) {
            throw new AssertionError("no mark for %s of %s".formatted(unit, key));
        }
        long left = Undoing.added(mark.before());
        long wanted = store.overwritten(key).contains(unit)
                ? evidence.application().lastWritten(store, unit).orElseThrow()
                : left;
        evidence.demand(unit + " after " + key, store.units().get(unit), wanted);
    }
}
