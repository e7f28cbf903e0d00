package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.coordinator.saga.StepState;

/** The states of a step by the names that the API has for them. */
public enum StepStanding {
    PENDING,
    PREFLIGHT,
    APPLYING,
    APPLIED,
    FINISHING,
    FINISHED,
    COMPENSATING,
    COMPENSATED,
    STUCK,
    SKIPPED;

    static StepStanding of(StepState state) {
        return switch (state) {
            case StepState.Pending _s -> PENDING;
            case StepState.Preflighting _s -> PREFLIGHT;
            case StepState.Ready _s -> PENDING;
            case StepState.Applying _s -> APPLYING;
            case StepState.Applied _s -> APPLIED;
            case StepState.Finishing _s -> FINISHING;
            case StepState.Finished _s -> FINISHED;
            // Its turn has not come: what was heard of it still holds.
            case StepState.ToCompensate waiting -> waiting.known() == KnownEffect.APPLIED ? APPLIED : COMPENSATING;
            case StepState.Compensating _s -> COMPENSATING;
            case StepState.Compensated _s -> COMPENSATED;
            case StepState.Stuck _s -> STUCK;
            case StepState.Skipped _s -> SKIPPED;
        };
    }
}
