package dev.lockstep.worker;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.RestoreResult;
import java.util.List;

/**
 * The backups of a kind of store that Lockstep cannot back up. A plan that asks for a backup of such a target fails before
 * its first step.
 */
public record BackupsNotSupported(TargetKind kind) implements TargetBackups {
    @Override
    public String method() {
        return "none";
    }

    @Override
    public void backUp(List<Step> steps, BackupWriter backup, StepContext context) {
        throw failure();
    }

    @Override
    public RestoreResult restore(BackupReader backup, RestoreMode mode, StepContext context) {
        throw failure();
    }

    private OperationFailed failure() {
        return OperationFailed.withoutEffect(
                "backup-not-supported",
                "this worker does not back up targets of kind %s; remove spec.backup, or make the backup yourself"
                        .formatted(kind));
    }
}
