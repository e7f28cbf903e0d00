package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** I6: no step is undone before whatever depends on it is undone, or was left by a person. */
final class CompensationInReverse implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.database().sagas().keySet().forEach(migration -> inReverse(evidence, migration));
    }

    private static void inReverse(Evidence evidence, MigrationId migration) {
        Set<StepId> standing = new HashSet<>();
        for (SagaEvent event : evidence.events(migration)) {
            if (event instanceof SagaEvent.Dispatched dispatched) {
                sent(evidence, migration, dispatched, standing);
            } else if (event instanceof SagaEvent.Compensated compensated) {
                standing.remove(compensated.step());
            } else if (event instanceof SagaEvent.Skipped skipped) {
                standing.remove(skipped.step());
            }
        }
    }

    private static void sent(
            Evidence evidence, MigrationId migration, SagaEvent.Dispatched dispatched, Set<StepId> standing) {
        switch (dispatched.direction()) {
            case PREFLIGHT, FINISH -> {}
            case APPLY -> standing.add(dispatched.step());
            case COMPENSATE -> {
                List<StepId> early = dependants(evidence, migration, dispatched.step()).stream()
                        .filter(standing::contains)
                        .toList();
                evidence.demand("undone before %s of %s".formatted(dispatched.step(), migration), early, List.of());
            }
        }
    }

    private static List<StepId> dependants(Evidence evidence, MigrationId migration, StepId step) {
        return evidence.database().planOf(migration).spec().dependencies().entrySet().stream()
                .filter(entry -> entry.getValue().contains(step))
                .map(Map.Entry::getKey)
                .toList();
    }
}
