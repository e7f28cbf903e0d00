package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.system.simulation.SimulatedDatabase.PublicEvent;
import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The state of all simulated parts after a seed, for the guarantees. */
record SimulationResult(
        long seed,
        SimulatedDatabase database,
        Map<TargetName, SimulatedStore> stores,
        UnitChanges changes,
        List<PublicEvent> publishedEvents,
        SimulatedApplication application,
        SimulatedEndpoints endpoints,
        SimulatedOperator operator,
        List<Plan> plans,
        TargetOverlaps overlaps) {
    List<SagaEvent> events(MigrationId migration) {
        return database.load(migration).events();
    }

    SimulatedStore store(TargetName target) {
        SimulatedStore store = stores.get(target);
        if (store == null) {
            throw new NoSuchElementException(
                    "no store for target %s; expected one of %s".formatted(target, stores.keySet()));
        }
        return store;
    }

    void forEachMigration(Consumer<MigrationId> action) {
        database.sagas().keySet().forEach(action);
    }

    void forEachMigrationIn(Class<? extends SagaState> state, Consumer<MigrationId> action) {
        forEachStateOf(state, (migration, _) -> action.accept(migration));
    }

    <S extends SagaState> void forEachStateOf(Class<S> type, BiConsumer<MigrationId, S> action) {
        database.sagas().forEach((migration, row) -> {
            if (type.isInstance(row.state())) {
                action.accept(migration, type.cast(row.state()));
            }
        });
    }

    void forEachStepOf(MigrationId migration, StepAction action) {
        for (Step step : database.planOf(migration).spec().steps()) {
            action.accept(step, store(step.target()), new StepKey(migration, step.id()));
        }
    }

    interface StepAction {
        void accept(Step step, SimulatedStore store, StepKey key);
    }

    /** Fails with the subject and both values if they differ. */
    void assertEqual(String subject, @Nullable Object found, @Nullable Object expected) {
        if (!Objects.equals(found, expected)) {
            throw new AssertionError("%s: found %s, expected %s".formatted(subject, found, expected));
        }
    }
}
