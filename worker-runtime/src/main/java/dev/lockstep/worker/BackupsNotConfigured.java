package dev.lockstep.worker;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.RestoreResult;

/** The backups of a worker without a directory or bucket for them. */
final class BackupsNotConfigured implements BackupStore {
    @Override
    public BackupResult backUp(BackupRequest request, ConnectedTarget target, StepContext context) {
        throw failure(request.database());
    }

    @Override
    public RestoreResult restore(RestoreRequest request, ConnectedTarget target, StepContext context) {
        throw failure(request.database());
    }

    private static OperationFailed failure(TargetDatabase database) {
        return OperationFailed.withoutEffect(
                "backup-not-configured",
                ("the worker of target %s has no storage for backups;"
                                + " set lockstep.backups.directory or lockstep.backups.s3.bucket")
                        .formatted(database.name()));
    }
}
