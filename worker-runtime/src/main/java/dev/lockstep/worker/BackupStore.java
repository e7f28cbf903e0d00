package dev.lockstep.worker;

import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the backups of this worker's targets. Every failure of it is an {@link OperationFailed}. */
public interface BackupStore {
    /** Makes a backup, or returns the result of the complete one that the migration already has. */
    BackupResult backUp(BackupRequest request, ConnectedTarget target, StepContext context);

    /** Restores a backup after its files were checked. Nothing is written if one of them is damaged. */
    RestoreResult restore(RestoreRequest request, ConnectedTarget target, StepContext context);

    /** A store that refuses every command, because the worker has no setting for backups. */
    static BackupStore notConfigured() {
        return new BackupsNotConfigured();
    }

    /**
     * A database and the name of its target.
     *
     * @param identity identity of the database that the worker reached
     */
    record TargetDatabase(TargetName name, TargetIdentity identity) {}

    /**
     * What to back up.
     *
     * @param steps the steps with their placeholders filled in
     */
    record BackupRequest(TargetDatabase database, PlanName planName, List<Step> steps, Duration keep) {}

    /**
     * What to restore.
     *
     * @param backup the migration whose backup it is
     * @param digest the expected digest of the backup; the newest complete backup if it is absent
     */
    record RestoreRequest(
            TargetDatabase database, MigrationId backup, @Nullable Digest digest, TargetBackups.RestoreMode mode) {}
}
