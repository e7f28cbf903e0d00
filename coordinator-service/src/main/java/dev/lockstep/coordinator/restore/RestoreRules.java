package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import dev.lockstep.coordinator.saga.SagaState;

/** Decides whether a backup can be restored. All methods take part in the current transaction. */
final class RestoreRules {
    private static final int MAX_PER_MIGRATION = 1_000;
    private final SagaJournal journal;
    private final JdbcBackups backups;
    private final JdbcClaims claims;

    RestoreRules(SagaJournal journal, JdbcBackups backups, JdbcClaims claims) {
        this.journal = journal;
        this.backups = backups;
        this.claims = claims;
    }

    /**
     * Claims the target.
     *
     * @param number the number that the restore gets
     * @throws ApiException if there is no such migration or backup, or the target is not free
     */
    void claim(MigrationId migration, TargetName target, int number) {
        requireEnded(migration);
        requireBackup(migration, target);
        if (number > MAX_PER_MIGRATION) {
            throw notAllowed("the migration has %d restores, which is the limit".formatted(MAX_PER_MIGRATION));
        }
        try {
            claims.claimForRestore(migration, target);
        } catch (TargetsClaimedException e) {
            throw notAllowed(String.valueOf(e.getMessage()));
        }
    }

    // The worker needs the identity of the database, to which the migration is bound since its preflight.
    private void requireEnded(MigrationId migration) {
        SagaState state = journal.read(migration)
                .orElseThrow(() -> RequestParameters.unknownMigration(migration.toString()))
                .state();
        if (!(state instanceof SagaState.Settled && state instanceof SagaState.Started)) {
            throw notAllowed("the migration is %s; its backups can be restored when it is completed, rolled back, "
                            .formatted(MigrationState.of(state))
                    + "closed or rejected");
        }
    }

    private void requireBackup(MigrationId migration, TargetName target) {
        if (backups.find(migration, target).isEmpty()) {
            throw ApiException.of(
                    ProblemType.UNKNOWN_BACKUP,
                    "migration %s has no backup of target \"%s\"".formatted(migration, target));
        }
    }

    private static ApiException notAllowed(String reason) {
        return ApiException.of(ProblemType.RESTORE_NOT_ALLOWED, reason);
    }
}
