package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the public events of a migration. */
final class PublicEvents {
    private PublicEvents() {}

    static SagaEffect.Publish started(SagaState.Queued state) {
        return publish(
                state,
                new MigrationEvent.Started(
                        state.plan().name(),
                        state.plan().metadata().labels(),
                        List.copyOf(state.plan().spec().targets()),
                        state.submitted().expandMigration()));
    }

    static SagaEffect.Publish applied(SagaState.Started state, SagaEvent.Applied event) {
        return publish(
                state,
                new MigrationEvent.StepApplied(
                        state.plan().name(), event.step(), target(state, event.step()), event.result()));
    }

    static SagaEffect.Publish compensated(SagaState.Started state, SagaEvent.Compensated event) {
        return publish(
                state,
                new MigrationEvent.StepCompensated(
                        state.plan().name(), event.step(), target(state, event.step()), event.result()));
    }

    static SagaEffect.Publish rollbackBegan(SagaState.Started state, SagaEvent.RollbackBegan event) {
        return new SagaEffect.Publish(
                state.round(),
                event.requester(state.requester()),
                new MigrationEvent.RollbackBegan(state.plan().name(), event.step(), event.cause()));
    }

    static SagaEffect.Publish outcome(SagaState.Submitted state, SagaEvent.PublicOutcome event) {
        PlanName plan = state.plan().name();
        EventCheck check = new EventCheck(state, event);
        return new SagaEffect.Publish(
                state.round(),
                requester(state, event),
                switch (event) {
                    case SagaEvent.Completed e ->
                        new MigrationEvent.Completed(plan, rollbackRefused(state), e.contract());
                    case SagaEvent.RolledBack _e -> rolledBack(plan, check.requireState(SagaState.Compensating.class));
                    case SagaEvent.OperatorNeeded _e ->
                        needsOperator(
                                plan,
                                check.requireState(SagaState.Started.class).data());
                    case SagaEvent.Closed e -> new MigrationEvent.ClosedByOperator(plan, e.leftApplied(), e.reason());
                    case SagaEvent.Rejected _e ->
                        rejected(
                                plan,
                                check.requireState(SagaState.Started.class).data());
                    case SagaEvent.Cancelled e ->
                        new MigrationEvent.Cancelled(
                                plan, e.reason(), state.submitted().expandMigration());
                });
    }

    private static MigrationEvent rolledBack(PlanName plan, SagaState.Compensating state) {
        EndpointProgress endpoints = state.data().endpoints();
        return new MigrationEvent.RolledBack(
                plan,
                state.cause().reason(),
                state.data().conflicts(),
                endpoints.procedure() == Procedure.ROLLBACK ? endpoints.failures() : List.of());
    }

    private static @Nullable String rollbackRefused(SagaState.Submitted state) {
        return state instanceof SagaState.RollbackOpened opened
                ? String.join("; ", opened.data().endpoints().failures())
                : null;
    }

    private static MigrationEvent needsOperator(PlanName plan, SagaData data) {
        Map<String, StepFailure> stuck = new LinkedHashMap<>();
        data.stepsIn(StepState.Stuck.class).forEach((id, step) -> stuck.put(id.value(), step.last()));
        return new MigrationEvent.NeedsOperator(
                plan,
                stuck,
                List.copyOf(data.stepsIn(StepState.AwaitingCompensation.class).keySet()));
    }

    private static MigrationEvent rejected(PlanName plan, SagaData data) {
        Map<String, StepFailure> failures = new LinkedHashMap<>();
        data.stepsIn(StepState.InProgress.class)
                .forEach((id, step) ->
                        step.attempts().lastFailure().ifPresent(failure -> failures.put(id.value(), failure)));
        data.stepsIn(StepState.DryRunEnded.class).forEach((id, step) -> Optional.ofNullable(step.failure())
                .ifPresent(failure -> failures.put(id.value(), failure)));
        return new MigrationEvent.Rejected(plan, failures);
    }

    // A cancellation before any change opens no round, so only its event names who requested it.
    private static Actor requester(SagaState.Submitted state, SagaEvent.Outcome event) {
        return event instanceof SagaEvent.Cancelled cancelled ? cancelled.actor() : state.requester();
    }

    private static SagaEffect.Publish publish(SagaState.Submitted state, MigrationEvent event) {
        return new SagaEffect.Publish(state.round(), state.requester(), event);
    }

    private static TargetName target(SagaState.Started state, StepId step) {
        return state.data().step(step).target();
    }
}
