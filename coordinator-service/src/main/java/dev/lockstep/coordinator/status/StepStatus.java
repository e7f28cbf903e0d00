package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.coordinator.saga.StepState;

/** The states of a step, by their names in the API. */
public enum StepStatus {
    PENDING,
    PREFLIGHT,
    REHEARSING,
    REHEARSED,
    DRY_RUNNING,
    DRY_RUN_PASSED,
    DRY_RUN_FAILED,
    BACKING_UP,
    BACKED_UP,
    APPLYING,
    APPLIED,
    FINISHING,
    FINISHED,
    COMPENSATING,
    COMPENSATED,
    STUCK,
    SKIPPED;

    static StepStatus of(StepState state) {
        return switch (state) {
            case StepState.Pending _s -> PENDING;
            case StepState.Preflight _s -> PREFLIGHT;
            case StepState.Ready _s -> PENDING;
            case StepState.Rehearsing _s -> REHEARSING;
            case StepState.Rehearsed _s -> REHEARSED;
            case StepState.DryRunning _s -> DRY_RUNNING;
            case StepState.DryRunEnded ended -> of(ended.ending());
            case StepState.BackingUp _s -> BACKING_UP;
            case StepState.BackedUp _s -> BACKED_UP;
            case StepState.Applying _s -> APPLYING;
            case StepState.Applied _s -> APPLIED;
            case StepState.Finishing _s -> FINISHING;
            case StepState.Finished _s -> FINISHED;
            // The changes of an applied step remain until its compensation is dispatched.
            case StepState.AwaitingCompensation awaiting ->
                awaiting.knownEffect() == KnownEffect.APPLIED ? APPLIED : COMPENSATING;
            case StepState.Compensating _s -> COMPENSATING;
            case StepState.Compensated _s -> COMPENSATED;
            case StepState.Stuck _s -> STUCK;
            case StepState.Skipped _s -> SKIPPED;
        };
    }

    private static StepStatus of(StepState.DryRunEnding ending) {
        return switch (ending) {
            case PASSED -> DRY_RUN_PASSED;
            case FAILED -> DRY_RUN_FAILED;
            case NOT_TRIED -> PENDING;
        };
    }
}
