package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** I3: rolled back means as before, except for what an application wrote, which is kept and reported to the unit. */
final class StoresAsBefore implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.each(SagaState.RolledBack.class, (migration, state) -> {
            asBefore(evidence, migration);
            conflictsAreReported(evidence, migration, state);
        });
        evidence.each(SagaState.Rejected.class, (migration, _) -> asBefore(evidence, migration));
        evidence.each(SagaState.Cancelled.class, (migration, _) -> asBefore(evidence, migration));
        evidence.stores().values().forEach(store -> sharedUnitCountsWhatStands(evidence, store));
    }

    private static void asBefore(Evidence evidence, MigrationId migration) {
        evidence.eachStep(migration, (step, store, key) -> Stream.concat(
                        Units.ownOf(step.id()).stream(), Units.oldOf(step.id()).stream())
                .forEach(unit -> evidence.demand(
                        unit + " after " + key, store.units().get(unit), before(evidence, store, unit))));
    }

    private static @Nullable Object before(Evidence evidence, Store store, String unit) {
        OptionalLong written = evidence.application().lastWritten(store, unit);
        return written.isPresent() ? (Object) written.getAsLong() : store.first(unit);
    }

    private static void conflictsAreReported(Evidence evidence, MigrationId migration, SagaState.RolledBack state) {
        evidence.eachStep(migration, (step, store, key) -> {
            Set<String> found = new TreeSet<>(store.conflicts(key));
            if (closedByAPerson(evidence)) {
                // What a person left applied stands in the way of the step before it, and is reported like any other.
                found.remove(Units.SHARED);
            }
            evidence.demand("conflicts of " + key, found, store.overwritten(key));
            if (state.steps().get(step.id()) instanceof StepState.Compensated compensated) {
                evidence.demand("conflicts told of " + key, compensated.result().conflicts(), (long)
                        store.overwritten(key).size());
            }
        });
    }

    /** All steps on a target add to one unit, so that undoing out of order, or twice, shows there. */
    private static void sharedUnitCountsWhatStands(Evidence evidence, Store store) {
        Long found = store.units().get(Units.SHARED);
        if (found == null || closedByAPerson(evidence)) {
            return;
        }
        long standing = evidence.database().sagas().entrySet().stream()
                .filter(entry -> entry.getValue().state() instanceof SagaState.Completed)
                .mapToLong(entry -> stepsOn(evidence, store, entry))
                .sum();
        evidence.demand(store.name() + " shared", found, 1 + standing * Units.ADDED);
    }

    private static boolean closedByAPerson(Evidence evidence) {
        return evidence.database().sagas().values().stream()
                .anyMatch(row -> row.state() instanceof SagaState.ClosedByOperator);
    }

    private static long stepsOn(
            Evidence evidence, Store store, Map.Entry<MigrationId, CoordinatorDatabase.SagaRow> entry) {
        return evidence.database().planOf(entry.getKey()).spec().steps().stream()
                .map(Step::target)
                .filter(store.name()::equals)
                .count();
    }
}
