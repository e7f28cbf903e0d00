package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import java.util.List;
import java.util.Objects;

/** Builds the views of the steps of a migration. */
final class StepViewBuilder {
    private final StepLimits limits;

    StepViewBuilder(StepLimits limits) {
        this.limits = limits;
    }

    List<StepView> steps(SagaState.Submitted state, StepHistories histories, Figures figures) {
        return state.plan().spec().steps().stream()
                .map(step -> step(step, state, histories.of(step.id()), figures))
                .toList();
    }

    private StepView step(Step step, SagaState.Submitted state, StepHistory history, Figures figures) {
        StepState stepState = Objects.requireNonNull(state.steps().get(step.id()));
        RunLimits run = RunLimits.of(state);
        DispatchNumber dispatch = history.dispatch();
        return new StepView(
                step.id(),
                step.target(),
                step.operation().type(),
                StepStatus.of(stepState),
                dispatch == null ? null : dispatch.value(),
                history.attempt(),
                limits.maxAttempts(state, step.id()),
                TimeLimit.of(
                        run.deadlines().steps().get(step.id()), run.control().pause()),
                dispatch == null ? null : figures.progress().get(dispatch),
                MissingWorkers.textFor(step, stepState, figures.accepted()),
                history.rehearsal(),
                history.dryRun(),
                history.backup(),
                history.result(),
                figures.milliseconds(history.applied()),
                figures.estimates().get(step.id()),
                history.compensation(),
                history.failure(),
                figures.erased().get(step.id()));
    }
}
