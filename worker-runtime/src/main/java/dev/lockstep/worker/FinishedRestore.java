package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.RestoreResult;

/**
 * A restore that has ended. The target keeps the last one, so that a command that is delivered again does not replace
 * what applications have written since.
 *
 * @param migration the migration whose backup was restored
 * @param result the result as it is reported, with limited texts and masked keys
 */
public record FinishedRestore(MigrationId migration, DispatchNumber dispatch, RestoreResult result) {
    /** The restore of this dispatch, which has ended with this result. */
    public static FinishedRestore of(StepContext context, RestoreResult result) {
        return new FinishedRestore(
                context.key().migration(), context.dispatch(), BackupTruncation.ofResult(result, context.masking()));
    }

    /** Whether a restore of this dispatch would come too late: it has ended, or a later one has. */
    public boolean isNotBelow(DispatchNumber other) {
        return !dispatch.isBelow(other);
    }

    /**
     * Returns the result for a command that is delivered again.
     *
     * @throws OperationFailed if the command is one of an earlier restore
     */
    RestoreResult resultFor(StepContext repeated) {
        if (!dispatch.equals(repeated.dispatch())
                || !migration.equals(repeated.key().migration())) {
            throw OperationFailed.withoutEffect(
                    "restore-superseded",
                    ("dispatch %s restores the backup of migration %s, but the target has ended the restore of"
                                    + " dispatch %s, of migration %s; a restore needs a higher number."
                                    + " Nothing was restored; request another restore")
                            .formatted(repeated.dispatch(), repeated.key().migration(), dispatch, migration));
        }
        return result;
    }
}
