package dev.lockstep.coordinator.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator action would do now.
 *
 * @param version the version of the migration for which this holds
 * @param state the state after the action
 * @param needsApproval whether somebody else must approve before anything happens
 * @param dispatches the commands that workers would get at once
 * @param compensates the steps that would be compensated, in an order in which this happens
 * @param leftApplied the steps that would stay applied for good
 * @param queue the place in the queue after the action; only for a migration that would still wait
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionPreview(
        MigrationId migration,
        String action,
        long version,
        MigrationState state,
        boolean needsApproval,
        List<PlannedDispatch> dispatches,
        List<StepId> compensates,
        List<StepId> leftApplied,
        JdbcQueue.@Nullable Place queue) {
    /** A command that a worker would get. */
    record PlannedDispatch(StepId step, TargetName target, Direction direction) {}

    static ActionPreview of(String action, CommandResult.Accepted result, JdbcQueue queue) {
        SagaState.Submitted next = (SagaState.Submitted) result.newState().state();
        return new ActionPreview(
                next.migration(),
                action,
                result.newState().version() - result.events().size(),
                MigrationState.of(next),
                next instanceof SagaState.RollbackRequested,
                dispatches(result.events(), next),
                compensates(next),
                next instanceof SagaState.ClosedByOperator closed
                        ? closed.data().leftApplied()
                        : List.of(),
                next instanceof SagaState.Queued ? queue.place(next.migration()) : null);
    }

    private static List<PlannedDispatch> dispatches(List<SagaEvent> events, SagaState.Submitted state) {
        return events.stream()
                .filter(SagaEvent.Dispatched.class::isInstance)
                .map(SagaEvent.Dispatched.class::cast)
                .map(event -> new PlannedDispatch(
                        event.step(),
                        state.plan().spec().step(event.step()).orElseThrow().target(),
                        event.direction()))
                .toList();
    }

    private static List<StepId> compensates(SagaState state) {
        SagaState continued = state instanceof SagaState.AtEndpoint waiting ? waiting.before() : state;
        return continued instanceof SagaState.RollbackStarted rollback && continued instanceof SagaState.Unsettled
                ? rollback.data().toCompensate()
                : List.of();
    }
}
