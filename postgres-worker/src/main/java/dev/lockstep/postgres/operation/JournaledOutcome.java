package dev.lockstep.postgres.operation;

import static java.util.Objects.requireNonNull;

import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepOutcome;
import dev.lockstep.worker.StepRecord;

/** The outcome of finish for operations that have nothing to finish: the journaled result of apply. */
final class JournaledOutcome {
    private JournaledOutcome() {}

    static StepOutcome of(StepContext context) {
        StepRecord step = requireNonNull(
                context.entry().step(), "the runner writes the step's record before it calls the executor");
        return new StepOutcome.Succeeded(requireNonNull(step.applied(), "finish runs only after apply"));
    }
}
