package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import org.jspecify.annotations.Nullable;

/** What limits the steps in progress: those of the plan, or else of the coordinator. */
final class StepLimits {
    private final SagaPolicy policy;

    StepLimits(SagaPolicy policy) {
        this.policy = policy;
    }

    /** The number of attempts of a step in progress; absent for others, and for one that is repeated without limit. */
    @Nullable Integer maxAttempts(SagaState.Submitted state, StepId step) {
        return state.steps().get(step) instanceof StepState.InProgress inProgress
                        && !isUnlimited(state, step, inProgress.attempts().direction())
                ? (Integer) policy.forStep(
                                state.submitted(), step, inProgress.attempts().direction())
                        .maxAttempts()
                : null;
    }

    /** Steps are finished after all are applied, so an irreversible one cannot be compensated any more. */
    private static boolean isUnlimited(SagaState.Submitted state, StepId step, Direction direction) {
        PlanSpec spec = state.plan().spec();
        return switch (direction) {
            case APPLY -> spec.step(step).orElseThrow().irreversible();
            case FINISH -> spec.steps().stream().anyMatch(Step::irreversible);
            case PREFLIGHT, REHEARSE, DRY_RUN, BACKUP, COMPENSATE -> false;
        };
    }
}
