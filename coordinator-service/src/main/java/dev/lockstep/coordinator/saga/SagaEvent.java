package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of a migration, kept in its journal permanently.
 *
 * <p>The type id ends in the event's version. The build reads a committed sample of each, so every later coordinator
 * can read a journal that is written today.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface SagaEvent {
    /** Changes the state of one step only. */
    sealed interface StepEvent extends SagaEvent {
        StepId step();
    }

    /** The outcome of a round, and its last event. */
    sealed interface Outcome extends SagaEvent {
        Instant at();
    }

    @JsonTypeName("submitted.v1")
    record Submitted(MigrationId migration, Plan plan, Instant at) implements SagaEvent {}

    /** The locks of all targets are held; {@code at} is the value of {@code migration.startedAt}. */
    @JsonTypeName("started.v1")
    record Started(Instant at) implements SagaEvent {}

    /** A dispatch is sent; {@code attempt} counts from 1 and grows with reported failures only. */
    @JsonTypeName("dispatched.v1")
    record Dispatched(StepId step, Direction direction, DispatchNumber dispatch, int attempt, Instant at)
            implements SagaEvent {}

    @JsonTypeName("preflight-passed.v1")
    record PreflightPassed(StepId step, DispatchNumber dispatch, TargetIdentity identity, StepResult result)
            implements SagaEvent {}

    @JsonTypeName("applied.v1")
    record Applied(StepId step, DispatchNumber dispatch, StepResult result) implements StepEvent {}

    @JsonTypeName("finished.v1")
    record Finished(StepId step, DispatchNumber dispatch, StepResult result) implements StepEvent {}

    @JsonTypeName("compensated.v1")
    record Compensated(StepId step, DispatchNumber dispatch, CompensationResult result) implements StepEvent {}

    /** A dispatch failed; the events that follow it state what happens next. */
    @JsonTypeName("attempt-failed.v1")
    record AttemptFailed(StepId step, Direction direction, DispatchNumber dispatch, int attempt, StepFailure failure)
            implements StepEvent {}

    /** The lease of a dispatch lapsed; its effect is unknown. */
    @JsonTypeName("lease-lapsed.v1")
    record LeaseLapsed(StepId step, Direction direction, DispatchNumber dispatch, Instant silentSince, Instant at)
            implements StepEvent {}

    /**
     * The step is dispatched again after a back-off.
     *
     * @param attempt the attempt of the next dispatch
     * @param silentSince since when the worker or the store is unreachable; absent while both are reachable
     */
    @JsonTypeName("retry-scheduled.v1")
    record RetryScheduled(StepId step, Direction direction, int attempt, Instant due, @Nullable Instant silentSince)
            implements StepEvent {}

    /** From this event on, steps are only compensated. */
    @JsonTypeName("rollback-began.v1")
    record RollbackBegan(@Nullable StepId step, String cause, String actor, Instant at) implements SagaEvent {}

    /** The attempts of a compensation, or of an irreversible step, are used up; an operator must decide. */
    @JsonTypeName("stuck.v1")
    record Stuck(StepId step, StepFailure first, StepFailure last) implements StepEvent {}

    /** An operator left a stuck step applied. */
    @JsonTypeName("skipped.v1")
    record Skipped(StepId step, String actor, String reason) implements StepEvent {}

    /** An operator opened the next round. */
    @JsonTypeName("round-opened.v1")
    record RoundOpened(int round, Action action, String actor, String reason, Instant at) implements SagaEvent {}

    @JsonTypeName("completed.v1")
    record Completed(Instant at) implements Outcome {}

    @JsonTypeName("rolled-back.v1")
    record RolledBack(Instant at) implements Outcome {}

    @JsonTypeName("needs-operator.v1")
    record OperatorNeeded(Instant at) implements Outcome {}

    @JsonTypeName("closed.v1")
    record Closed(List<StepId> leftApplied, String actor, String reason, Instant at) implements Outcome {}

    @JsonTypeName("rejected.v1")
    record Rejected(Instant at) implements Outcome {}

    @JsonTypeName("cancelled.v1")
    record Cancelled(String actor, String reason, Instant at) implements Outcome {}
}
