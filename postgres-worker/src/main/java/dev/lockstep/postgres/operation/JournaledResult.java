package dev.lockstep.postgres.operation;

import static java.util.Objects.requireNonNull;

import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepOutcome;
import dev.lockstep.worker.StepRecord;

/** The outcome of a finish dispatch for operations that leave nothing to finish: the journaled result of apply. */
final class JournaledResult {
    private JournaledResult() {}

    static StepOutcome of(StepContext context) {
        StepRecord step = requireNonNull(context.entry().step(), "the runner writes the step's row before it calls");
        return new StepOutcome.Applied(requireNonNull(step.applied(), "finish follows apply"));
    }
}
