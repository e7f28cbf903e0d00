package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepResult;
import java.util.Map;

/** Runs a command that purges the journal of a step. It can be repeated, also beside steps of other migrations. */
final class PurgeRunner {
    // A write fails only if another dispatch has changed the fence since it was read.
    private static final int MAX_WRITE_ATTEMPTS = 100;

    private final ConnectedTarget target;
    private final ReportSink reports;

    PurgeRunner(ConnectedTarget target, ReportSink reports) {
        this.target = target;
        this.reports = reports;
    }

    /**
     * Returns the report that ends the dispatch.
     *
     * @param opened the step's entry as it was read before; without a row an earlier purge may have been interrupted
     */
    Report run(Dispatch dispatch, Command.Purge command, JournalEntry opened) {
        StepRecord step = opened.step();
        String difference = step == null ? null : Admission.checksumDifference(command.header(), step);
        if (difference != null) {
            return dispatch.reports().rejected(difference);
        }
        reports.send(dispatch.reports().accepted());
        raiseFence(dispatch, command, opened);
        PurgedRows purged =
                target.journal().purge(dispatch.key(), new RateLimitedPurge(DispatchContext.of(dispatch, opened)));
        Failpoints.hit("purge.before-report");
        return dispatch.reports().succeeded(new StepResult(purged.rows(), Map.of("bytes", purged.bytes()), null, null));
    }

    // Without the row, an apply that is still on its way would start the step again, if its number is above the fence.
    private void raiseFence(Dispatch dispatch, Command.Purge command, JournalEntry opened) {
        DispatchNumber last = command.fence();
        JournalEntry found = opened;
        for (int attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
            if (last == null || !found.fence().isBelow(last)) {
                return;
            }
            if (target.journal().write(dispatch.key(), found, new JournalEntry(last, closed(command, found, last)))) {
                return;
            }
            found = target.journal().read(dispatch.key());
        }
        throw OperationFailed.retriable(
                "journal-contended",
                "the fence of target %s changed between read and write in all of %d attempts"
                        .formatted(command.header().target(), MAX_WRITE_ATTEMPTS));
    }

    private static StepRecord closed(Command.Purge command, JournalEntry found, DispatchNumber last) {
        StepRecord step = found.step();
        return step == null
                ? StepRecord.create(
                                StepKey.of(command.header()),
                                StepPhase.COMPENSATED,
                                last,
                                command.header().checksum(),
                                command.header().plan())
                        .withCompensated(CompensationResult.NOTHING)
                : step.withDispatch(last);
    }

    private record RateLimitedPurge(DispatchContext context) implements PurgeListener {
        @Override
        public void removed(PurgedRows removed) {
            Failpoints.hit("purge.after-batch");
            context.progress(new Progress(removed.rows(), null));
        }

        @Override
        public int batchSize(int preferred) {
            return context.batchSize(preferred);
        }
    }
}
