package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Everything that a seed left behind, for the guarantees to look at. */
record Evidence(
        long seed,
        CoordinatorDatabase database,
        Map<TargetName, Store> stores,
        Ledger ledger,
        Relay relay,
        Application application,
        People people,
        List<Plan> plans,
        Overlaps overlaps) {

    SagaState state(MigrationId migration) {
        return database.load(migration).state();
    }

    List<SagaEvent> events(MigrationId migration) {
        return database.load(migration).events();
    }

    Store store(TargetName target) {
        Store store = stores.get(target);
        if (store == null) {
            throw new NoSuchElementException("no store " + target);
        }
        return store;
    }

    /** Every migration that stands in such a state. */
    <S extends SagaState> void each(Class<S> expected, BiConsumer<MigrationId, S> look) {
        database.sagas().forEach((migration, row) -> {
            if (expected.isInstance(row.state())) {
                look.accept(migration, expected.cast(row.state()));
            }
        });
    }

    /** Every step of a migration, with its store and its key there. */
    void eachStep(MigrationId migration, StepLook look) {
        for (Step step : database.planOf(migration).spec().steps()) {
            look.at(step, store(step.target()), new StepKey(migration, step.id()));
        }
    }

    interface StepLook {
        void at(Step step, Store store, StepKey key);
    }

    void demand(String expected, @Nullable Object found, @Nullable Object wanted) {
        if (!Objects.equals(found, wanted)) {
            throw new AssertionError("%s: found %s, wanted %s".formatted(expected, found, wanted));
        }
    }
}
