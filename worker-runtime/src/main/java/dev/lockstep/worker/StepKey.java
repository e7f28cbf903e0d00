package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.MigrationId;

/** Keys a step's rows in the journal of its target: a new migration of the same plan starts clean. */
public record StepKey(MigrationId migration, StepId step) {
    public static StepKey of(CommandHeader header) {
        return new StepKey(header.migration(), header.step());
    }

    @Override
    public String toString() {
        return migration + "/" + step;
    }
}
