package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.worker.ScratchCopies.ScratchRequest;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Runs the command that rehearses steps. */
final class RehearsalRunner {
    private final ConnectedTarget target;
    private final IntConsumer deletedCopies;
    private final Duration checkLimit;

    /**
     * @param deletedCopies receives the number of abandoned copies that were deleted
     * @param checkLimit time limit of one check of a step
     */
    RehearsalRunner(ConnectedTarget target, IntConsumer deletedCopies, Duration checkLimit) {
        this.target = target;
        this.deletedCopies = deletedCopies;
        this.checkLimit = checkLimit;
    }

    Report run(Dispatch dispatch, Command.Rehearse command, JournalEntry found) {
        StepContext context = DispatchContext.of(dispatch, found);
        deletedCopies.accept(target.scratchCopies().deleteAbandoned());
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
