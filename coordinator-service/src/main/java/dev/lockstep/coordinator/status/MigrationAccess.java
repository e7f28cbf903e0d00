package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.saga.SagaState;

/**
 * Checks what a caller may do with a migration. A caller whose permission is limited to some targets or labels gets the same
 * response for a migration outside of them and for an id that no migration has.
 */
public final class MigrationAccess {
    private final SagaJournal journal;

    MigrationAccess(SagaJournal journal) {
        this.journal = journal;
    }

    /**
     * Parses the id of a migration that the caller may use.
     *
     * @throws ApiException if the caller does not have the permission on all targets of the migration, or, for a caller that
     *     has it everywhere, if there is no such migration
     */
    public MigrationId require(Caller caller, Permission permission, String id) {
        if (caller.hasEverywhere(permission)) {
            return RequestParameters.migration(id);
        }
        MigrationId migration = RequestParameters.findMigration(id).orElseThrow(Caller::forbidden);
        Plan plan = journal.read(migration)
                .map(read -> ((SagaState.Submitted) read.state()).plan())
                .orElseThrow(Caller::forbidden);
        caller.require(permission, plan.spec().targets(), plan.metadata().labels());
        return migration;
    }
}
