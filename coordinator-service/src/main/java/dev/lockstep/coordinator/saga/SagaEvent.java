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
 * What happened in a migration; kept for ever.
 *
 * <p>The type id ends in the event's version. A committed sample of each is read by the build, so a journal written
 * today can be folded by every later coordinator.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface SagaEvent {
    /** Happened to one step, and changes nothing but how far that step has come. */
    sealed interface OfStep extends SagaEvent {
        StepId step();
    }

    /** Ends a round, and is its last. */
    sealed interface Outcome extends SagaEvent {}

    @JsonTypeName("submitted.v1")
    record Submitted(MigrationId migration, Plan plan, Instant at) implements SagaEvent {}

    /** The locks are held; {@code at} is what {@code migration.startedAt} stands for. */
    @JsonTypeName("started.v1")
    record Started(Instant at) implements SagaEvent {}

    /** A numbered request goes out; {@code attempt} counts from 1 and grows with reported failures only. */
    @JsonTypeName("dispatched.v1")
    record Dispatched(StepId step, Direction direction, DispatchNumber dispatch, int attempt, Instant at)
            implements SagaEvent {}

    @JsonTypeName("preflight-passed.v1")
    record PreflightPassed(StepId step, DispatchNumber dispatch, TargetIdentity identity, StepResult result)
            implements SagaEvent {}

    @JsonTypeName("applied.v1")
    record Applied(StepId step, DispatchNumber dispatch, StepResult result) implements OfStep {}

    @JsonTypeName("finished.v1")
    record Finished(StepId step, DispatchNumber dispatch, StepResult result) implements OfStep {}

    @JsonTypeName("compensated.v1")
    record Compensated(StepId step, DispatchNumber dispatch, CompensationResult result) implements OfStep {}

    /** A dispatch failed as its worker reported; what follows from it stands in the events after. */
    @JsonTypeName("attempt-failed.v1")
    record AttemptFailed(StepId step, Direction direction, DispatchNumber dispatch, int attempt, StepFailure failure)
            implements OfStep {}

    /** A dispatch fell silent; nothing is known of what it did. */
    @JsonTypeName("lease-lapsed.v1")
    record LeaseLapsed(StepId step, Direction direction, DispatchNumber dispatch, Instant silentSince, Instant at)
            implements OfStep {}

    /**
     * The step is tried again later.
     *
     * @param attempt what the next dispatch will be
     * @param silentSince since when neither the worker nor the store could be reached; absent while they can
     */
    @JsonTypeName("retry-scheduled.v1")
    record RetryScheduled(StepId step, Direction direction, int attempt, Instant due, @Nullable Instant silentSince)
            implements OfStep {}

    /** From here on steps are only undone. */
    @JsonTypeName("rollback-began.v1")
    record RollbackBegan(@Nullable StepId step, String cause, String actor, Instant at) implements SagaEvent {}

    /** A compensation, or the check of an irreversible step, is given up until a person decides. */
    @JsonTypeName("stuck.v1")
    record Stuck(StepId step, StepFailure first, StepFailure last) implements OfStep {}

    @JsonTypeName("skipped.v1")
    record Skipped(StepId step, String actor, String reason) implements OfStep {}

    /** A person opened the next round. */
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
