package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.worker.ScratchCopies.ScratchRequest;
import java.time.Duration;
import java.util.OptionalInt;

/** Runs the command that rehearses steps. */
final class RehearsalRunner {
    private final ConnectedTarget target;
    private final Duration checkLimit;

    /** @param checkLimit time limit of one check of a step */
    RehearsalRunner(ConnectedTarget target, Duration checkLimit) {
        this.target = target;
        this.checkLimit = checkLimit;
    }

    Report run(Dispatch dispatch, Command.Rehearse command, JournalEntry found) {
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
