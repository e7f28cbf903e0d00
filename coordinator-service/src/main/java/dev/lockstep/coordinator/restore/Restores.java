package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import dev.lockstep.coordinator.saga.SagaState;
import org.springframework.http.HttpStatus;

/** Accepts requests for restores. */
final class Restores {
    private static final int MAX_PER_MIGRATION = 1_000;
    private final SagaJournal journal;
    private final JdbcBackups backups;
    private final JdbcRestores restores;
    private final JdbcClaims claims;
    private final RestoreDispatcher dispatcher;
    private final Transactions transactions;
    private final AuditTrail audit;

    Restores(
            SagaJournal journal,
            JdbcBackups backups,
            JdbcRestores restores,
            JdbcClaims claims,
            RestoreDispatcher dispatcher,
            Transactions transactions,
            AuditTrail audit) {
        this.journal = journal;
        this.backups = backups;
        this.restores = restores;
        this.claims = claims;
        this.dispatcher = dispatcher;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Requests a restore, and claims its target.
     *
     * @throws ApiException if there is no such migration or backup, or the target is not free
     */
    Restore request(Caller caller, MigrationId migration, RestoreRequest.Checked request) {
        return transactions.run(() -> requestLocked(caller, migration, request));
    }

    private Restore requestLocked(Caller caller, MigrationId migration, RestoreRequest.Checked request) {
        restores.lockMigration(migration);
        requireEnded(migration);
        requireBackup(migration, request.target());
        int number = 1 + restores.lastNumber(migration);
        if (number > MAX_PER_MIGRATION) {
            throw notAllowed("the migration has %d restores, which is the limit".formatted(MAX_PER_MIGRATION));
        }
        try {
            claims.claimForRestore(migration, request.target());
        } catch (TargetsClaimedException e) {
            throw notAllowed(String.valueOf(e.getMessage()));
        }
        StoredRestore inserted =
                restores.insert(migration, number, request, caller.actor(), journal.reserveDispatchNumbers());
        dispatcher.send(inserted);
        audit.accepted(
                caller.sender(),
                HttpStatus.ACCEPTED.value(),
                "%s/restores/%d".formatted(migration, number),
                request.reason());
        return restores.find(migration, number).orElseThrow().restore();
    }

    // The worker needs the identity of the database, to which the migration is bound since its preflight.
    private void requireEnded(MigrationId migration) {
        SagaState state = journal.read(migration)
                .orElseThrow(() -> RequestParameters.unknownMigration(migration.toString()))
                .state();
        if (!(state instanceof SagaState.Settled && state instanceof SagaState.Started)) {
            throw notAllowed(
                    "the migration is %s; its backups can be restored when it is completed, rolled back, closed or rejected"
                            .formatted(MigrationState.of(state)));
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
