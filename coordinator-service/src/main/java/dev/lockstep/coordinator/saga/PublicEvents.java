package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the public events of a migration. */
final class PublicEvents {
    private PublicEvents() {}

    static SagaEffect.Publish started(SagaState.Queued before) {
        return publish(
                before,
                new MigrationEvent.Started(
                        before.plan().name(),
                        before.plan().metadata().labels(),
                        List.copyOf(before.plan().spec().targets())));
    }

    static SagaEffect.Publish applied(SagaState.Started before, SagaEvent.Applied event) {
        return publish(
                before,
                new MigrationEvent.StepApplied(
                        before.plan().name(), event.step(), target(before, event.step()), event.result()));
    }

    static SagaEffect.Publish compensated(SagaState.Started before, SagaEvent.Compensated event) {
        return publish(
                before,
                new MigrationEvent.StepCompensated(
                        before.plan().name(), event.step(), target(before, event.step()), event.result()));
    }

    static SagaEffect.Publish rollbackBegan(SagaState.Started before, SagaEvent.RollbackBegan event) {
        return publish(before, new MigrationEvent.RollbackBegan(before.plan().name(), event.step(), event.cause()));
    }

    static SagaEffect.Publish outcome(SagaState.Submitted before, SagaEvent.Outcome event) {
        PlanName plan = before.plan().name();
        EventCheck check = new EventCheck(before, event);
        return publish(
                before,
                switch (event) {
                    case SagaEvent.Completed _e -> new MigrationEvent.Completed(plan);
                    case SagaEvent.RolledBack _e -> rolledBack(plan, check.requireState(SagaState.Compensating.class));
                    case SagaEvent.OperatorNeeded _e ->
                        needsOperator(
                                plan,
                                check.requireState(SagaState.Started.class).data());
                    case SagaEvent.Closed e -> new MigrationEvent.ClosedByOperator(plan, e.leftApplied(), e.reason());
                    case SagaEvent.Rejected _e ->
                        rejected(
                                plan,
                                check.requireState(SagaState.Preflight.class).data());
                    case SagaEvent.Cancelled e -> new MigrationEvent.Cancelled(plan, e.reason());
                });
    }

    private static MigrationEvent rolledBack(PlanName plan, SagaState.Compensating before) {
        return new MigrationEvent.RolledBack(
                plan, before.cause().reason(), before.data().conflicts());
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
        data.stepsIn(StepState.Preflight.class)
                .forEach((id, step) ->
                        step.attempts().lastFailure().ifPresent(failure -> failures.put(id.value(), failure)));
        return new MigrationEvent.Rejected(plan, failures);
    }

    private static SagaEffect.Publish publish(SagaState.Submitted before, MigrationEvent event) {
        return new SagaEffect.Publish(before.round(), event);
    }

    private static TargetName target(SagaState.Started before, StepId step) {
        return before.data().step(step).target();
    }
}
