package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.UUID;

/** Key of a step's rows in its target's journal. It contains the migration, so a new migration starts without rows. */
public record StepKey(MigrationId migration, StepId step) {
    /** The key of no step, to read the fence alone. */
    static final StepKey NONE = new StepKey(new MigrationId(new UUID(0, 0)), new StepId("none"));

    public static StepKey of(CommandHeader header) {
        return new StepKey(header.migration(), header.step());
    }

    @Override
    public String toString() {
        return migration + "/" + step;
    }
}
