package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command that erases one unit. It leaves the fence as it is, and it can be repeated: after a crash the executor
 * finds the unit erased and counts it again.
 */
final class ErasureRunner {
    // A replacement fails only if another command has changed the row since it was read, and none runs for this step.
    private static final int MAX_WRITE_ATTEMPTS = 10;

    private final ConnectedTarget target;
    private final StepExecutors executors;
    private final ReportSink reports;

    ErasureRunner(ConnectedTarget target, StepExecutors executors, ReportSink reports) {
        this.target = target;
        this.executors = executors;
        this.reports = reports;
    }

    /**
     * Returns the report that ends the dispatch.
     *
     * @param opened the step's entry as it was read before; without a row the step has no units
     */
    Report run(Dispatch dispatch, Command.Erase command, JournalEntry opened) {
        StepRecord step = opened.step();
        String difference = step == null ? null : Admission.checksumDifference(command.header(), step);
        if (difference != null) {
            return dispatch.reports().rejected(difference);
        }
        reports.send(dispatch.reports().accepted());
        long erased = step == null ? 0 : erase(dispatch, command, opened);
        return dispatch.reports().succeeded(StepResult.changed(erased));
    }

    private long erase(Dispatch dispatch, Command.Erase command, JournalEntry opened) {
        long erased = executors
                .forOperation(dispatch.operation())
                .erase(command.unit(), DispatchContext.of(dispatch, opened));
        Failpoints.hit("runner.erase.before-row");
        if (erased > 0) {
            removeConflictValues(dispatch.key(), opened.step());
        }
        return erased;
    }

    // The row has a sample of the conflicts. Names in it can be masked or shortened, so all of them lose their values.
    private void removeConflictValues(StepKey key, @Nullable StepRecord opened) {
        StepRecord found = opened;
        for (int attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
            if (found == null || found.equals(found.withoutConflictValues())) {
                return;
            }
            if (target.journal().replaceRow(key, found, found.withoutConflictValues())) {
                return;
            }
            found = target.journal().read(key).step();
        }
        throw OperationFailed.retriable(
                "journal-contended",
                "the journal row of %s changed between read and write in all of %d attempts"
                        .formatted(key, MAX_WRITE_ATTEMPTS));
    }
}
