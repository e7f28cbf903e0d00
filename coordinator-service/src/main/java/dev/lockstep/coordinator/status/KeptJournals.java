package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.Journals;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaState;

/** Finds out whether the journals of migrations are purged. Asks the database only for migrations that can be purged. */
record KeptJournals(JdbcPurgeDecisions decisions) {
    static final Journals NONE = new Journals(null, null);

    Journals of(VersionedState migration) {
        return migration.state() instanceof SagaState.Completed
                        || migration.state() instanceof SagaState.RolledBack
                        || migration.state() instanceof SagaState.ClosedByOperator
                ? decisions.journals(migration.migration())
                : NONE;
    }
}
