package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.Journals;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Finds out whether the journals of migrations are purged, or were removed with everything else of Lockstep. Asks the
 * database only for migrations that have ended.
 */
record KeptJournals(JdbcPurgeDecisions decisions) {
    static final Journals NONE = new Journals(null, null, null);

    /** Of several migrations, without those that cannot be purged. */
    Map<MigrationId, Journals> of(Collection<VersionedState> migrations) {
        List<MigrationId> ended = migrations.stream()
                .filter(migration -> hasEnded(migration.state()))
                .map(VersionedState::migration)
                .toList();
        return ended.isEmpty() ? Map.of() : decisions.journals(ended);
    }

    private static boolean hasEnded(SagaState state) {
        return state instanceof SagaState.Completed
                || state instanceof SagaState.RollbackRequested
                || state instanceof SagaState.RolledBack
                || state instanceof SagaState.ClosedByOperator;
    }
}
