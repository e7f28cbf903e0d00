package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;
import java.util.List;

/** What a state awaits for a step, so that a command of a scenario can name it. */
final class AwaitedSteps {
    private AwaitedSteps() {}

    /** The steps on the target of this step; only this step if the state has no such target. */
    static List<String> onTargetOf(SagaState state, String step) {
        TargetName target = target(state, new StepId(step));
        return state instanceof SagaState.Submitted submitted && !target.value().equals("unknown")
                ? submitted.plan().spec().steps().stream()
                        .filter(other -> other.target().equals(target))
                        .map(other -> other.id().value())
                        .toList()
                : List.of(step);
    }

    /** The target of the step, or one that no plan has. */
    static TargetName target(SagaState state, StepId step) {
        return state instanceof SagaState.Submitted submitted
                ? submitted.plan().spec().step(step).map(Step::target).orElse(new TargetName("unknown"))
                : new TargetName("unknown");
    }

    /** The outstanding dispatch of the step, or one that is never outstanding. */
    static DispatchNumber dispatch(SagaState state, StepId step) {
        return state instanceof SagaState.Started started
                ? started.data().outstanding().getOrDefault(step, ScenarioCommand.UNKNOWN_DISPATCH)
                : ScenarioCommand.UNKNOWN_DISPATCH;
    }

    /** The end of the back-off of the step; the start of the scenario if the step is in none. */
    static Instant due(SagaState state, StepId step) {
        return state instanceof SagaState.Started started
                        && started.steps().get(step) instanceof StepState.InProgress inProgress
                        && inProgress.attempts().awaited() instanceof Attempts.Awaited.BackoffEnd backoff
                ? backoff.due()
                : ScenarioCommand.START;
    }
}
