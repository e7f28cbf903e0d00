package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.coordinator.saga.Attempts;
import dev.lockstep.coordinator.saga.StepState;
import dev.lockstep.coordinator.saga.WorkerSilence;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says which steps wait for a worker that does not report. */
final class MissingWorkers {
    private MissingWorkers() {}

    /**
     * Returns that no worker takes the dispatches of a step, once the timeline says so, until a worker takes one.
     *
     * @param accepted the outstanding dispatches on which a worker has reported
     */
    static @Nullable String textFor(Step step, StepState state, Set<DispatchNumber> accepted) {
        if (!(state instanceof StepState.InProgress inProgress)) {
            return null;
        }
        Attempts attempts = inProgress.attempts();
        WorkerSilence silence = attempts.silence();
        boolean isTaken = attempts.outstanding().filter(accepted::contains).isPresent();
        return silence == null || !silence.isReported() || isTaken
                ? null
                : "no worker has taken step \"%s\" of target \"%s\" since %s; start the worker that is configured for the target"
                        .formatted(step.id(), step.target(), silence.since());
    }
}
