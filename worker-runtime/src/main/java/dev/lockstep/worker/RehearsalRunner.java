package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.worker.ScratchCopies.ScratchRequest;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Runs the command that rehearses steps. It leaves the fence as it is, but must not run beside a newer dispatch, whose
 * units it would copy half changed.
 */
final class RehearsalRunner {
    private final ConnectedTarget target;
    private final ReportSink reports;
    private final Duration checkLimit;

    /** @param checkLimit time limit of one check of a step */
    RehearsalRunner(ConnectedTarget target, ReportSink reports, Duration checkLimit) {
        this.target = target;
        this.reports = reports;
        this.checkLimit = checkLimit;
    }

    Report run(Dispatch dispatch, Command.Rehearse command, JournalEntry found) {
        if (dispatch.number().isBelow(found.fence())) {
            return dispatch.reports().stale(found.fence());
        }
        reports.send(dispatch.reports().accepted());
        StepContext context = DispatchContext.of(dispatch, found);
        target.scratchCopies().deleteAbandoned();
        try (ScratchCopy copy = target.scratchCopies().create(request(dispatch, command), context)) {
            Failpoints.hit("rehearsal.after-copy");
            ScratchDispatches dispatches = new ScratchDispatches(copy, dispatch, checkLimit);
            return dispatch.reports().rehearsed(new Rehearsal(copy, dispatches, context).run(command.steps()));
        }
    }

    private static ScratchRequest request(Dispatch dispatch, Command.Rehearse command) {
        Integer sample = command.sample();
        return new ScratchRequest(
                dispatch.resolvedSteps(), sample == null ? OptionalInt.empty() : OptionalInt.of(sample));
    }
}
