package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanMaintenance;
import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.plan.PlanSmokeTest;
import dev.lockstep.contract.plan.PlanSpec;
import java.util.List;
import java.util.Optional;

/** Whose maintenance and smoke tests hold: those of the migration, or those of the rollback after its completion. */
public enum Procedure {
    MIGRATION,
    ROLLBACK;

    Optional<PlanMaintenance> maintenance(PlanSpec spec) {
        return switch (this) {
            case MIGRATION -> Optional.ofNullable(spec.maintenance());
            case ROLLBACK -> Optional.ofNullable(spec.rollback()).map(PlanRollback::maintenance);
        };
    }

    List<PlanSmokeTest> smokeTests(PlanSpec spec) {
        return switch (this) {
            case MIGRATION -> spec.smokeTests();
            case ROLLBACK ->
                Optional.ofNullable(spec.rollback())
                        .map(PlanRollback::smokeTests)
                        .orElseGet(List::of);
        };
    }
}
