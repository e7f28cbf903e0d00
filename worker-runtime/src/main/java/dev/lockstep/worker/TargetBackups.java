package dev.lockstep.worker;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.RestoreResult;
import java.util.List;

/**
 * Backs up what steps of one target touch, and puts it back. It knows the store; files, digests and expiry are the work
 * of the {@link BackupStore}.
 */
public interface TargetBackups {
    /** How the backups are made, such as {@code redis-dump}. A restore gets only backups of the same method. */
    String method();

    /**
     * Writes everything that the steps may change, as it is now, without holding more than one batch in memory. It calls
     * {@link StepContext#progress} between batches.
     *
     * @param steps the steps in the order in which they will be applied, with their placeholders filled in
     * @param context the dispatch; it has no intent in the journal
     * @throws RuntimeException if the backup cannot be made; what was written is then worthless
     */
    void backUp(List<Step> steps, BackupWriter backup, StepContext context);

    /**
     * Puts every unit back as it is in the backup, and removes the units that the backup does not have although the steps
     * touch them. It compares before it writes, guards every write with this comparison, and can be repeated after a
     * crash. It leaves the journal, the fence and Lockstep's other data as they are, and stops if the target has accepted
     * a later dispatch.
     *
     * @param backup the backup; all its files were read once, and are undamaged
     * @param context the dispatch; its key is that of the restore, not of the migration that was backed up
     */
    RestoreResult restore(BackupReader backup, RestoreMode mode, StepContext context);

    /** Whether a restore writes. */
    enum RestoreMode {
        /** Only finds out what would be written. */
        DRY_RUN,
        WRITE
    }
}
