package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.worker.BackupStore.BackupRequest;
import dev.lockstep.worker.BackupStore.RestoreRequest;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.util.Optional;

/** Runs the commands that back up and restore a target. */
final class BackupRunner {
    private final ConnectedTarget target;
    private final BackupStore backups;

    BackupRunner(ConnectedTarget target, BackupStore backups) {
        this.target = target;
        this.backups = backups;
    }

    Report backUp(Dispatch dispatch, Command.Backup command, JournalEntry found) {
        BackupRequest request = new BackupRequest(
                dispatch.reports().database(), command.planName(), dispatch.resolvedSteps(), command.keep());
        return dispatch.reports().backedUp(backups.backUp(request, target, DispatchContext.of(dispatch, found)));
    }

    Report restore(Dispatch dispatch, Command.Restore command, JournalEntry found) {
        DispatchContext context = DispatchContext.of(dispatch, found);
        return dispatch.reports()
                .restored(
                        command.dryRun()
                                ? backups.restore(request(command, dispatch, RestoreMode.DRY_RUN), target, context)
                                : restoreOnce(request(command, dispatch, RestoreMode.WRITE), context));
    }

    private static RestoreRequest request(Command.Restore command, Dispatch dispatch, RestoreMode mode) {
        return new RestoreRequest(dispatch.reports().database(), command.backup(), command.digest(), mode);
    }

    /** Applications write again after a restore, so a command that is delivered again must not write. */
    private RestoreResult restoreOnce(RestoreRequest request, DispatchContext context) {
        Optional<FinishedRestore> last =
                target.journal().lastRestore().filter(ended -> ended.isNotBelow(context.dispatch()));
        if (last.isPresent()) {
            return last.get().resultFor(context);
        }
        // A failure keeps its effect: a restore that began to write may have changed units.
        context.runningDispatch().markStarted();
        FinishedRestore ended = FinishedRestore.of(context, backups.restore(request, target, context));
        Failpoints.hit("runner.restore.before-record");
        target.journal().recordRestore(ended);
        Failpoints.hit("runner.restore.after-record");
        return ended.result();
    }
}
