package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.plan.Deadline;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event in the journal of a migration. Events are kept permanently.
 *
 * <p>The type id ends with the version of its JSON form. The build reads a committed sample of each type, so later
 * coordinators can read every journal.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface SagaEvent {
    /** The code of the failure of a step that was not applied within its deadline. */
    String DEADLINE_PASSED = "deadline-passed";

    /** An event that changes the state of one step only. */
    sealed interface StepEvent extends SagaEvent {
        StepId step();
    }

    /** The outcome of a round; always the last event of the round. */
    sealed interface Outcome extends SagaEvent {
        Instant at();
    }

    /** An outcome that is published, unless no step was to be applied. */
    sealed interface PublicOutcome extends Outcome {}

    /** A plan was submitted. */
    sealed interface Submission extends SagaEvent {
        MigrationId migration();

        Plan plan();

        Instant at();

        /** Who submitted the plan; absent in journals from before the API authenticated its users. */
        @Nullable Actor actor();
    }

    /** A plan was submitted that has steps only. */
    @JsonTypeName("submitted.v1")
    record Submitted(MigrationId migration, Plan plan, Instant at, @Nullable Actor actor) implements Submission {}

    /**
     * A plan with gates was submitted. It has its own type because a coordinator that knows no gates must not start the
     * migration.
     */
    @JsonTypeName("submitted-with-gates.v1")
    record SubmittedWithGates(MigrationId migration, Plan plan, Instant at, @Nullable Actor actor)
            implements Submission {}

    /**
     * A plan was submitted that has more around its steps than a window and an approval. It has its own type because a
     * coordinator that does not know all of it must not start the migration.
     */
    @JsonTypeName("submitted-with-procedure.v1")
    record SubmittedWithProcedure(MigrationId migration, Plan plan, Instant at, @Nullable Actor actor)
            implements Submission {}

    /**
     * A plan was submitted whose steps can run at the same time, with or without a procedure around them. It has its own
     * type because a coordinator that runs one step after the other must not continue the migration.
     */
    @JsonTypeName("submitted-with-parallel-steps.v1")
    record SubmittedWithParallelSteps(MigrationId migration, Plan plan, Instant at, @Nullable Actor actor)
            implements Submission {}

    /**
     * A plan was submitted that limits retries or times, with or without a procedure and parallel steps. It has its own
     * type because a coordinator that does not know the limits must not continue the migration.
     */
    @JsonTypeName("submitted-with-limits.v1")
    record SubmittedWithLimits(MigrationId migration, Plan plan, Instant at, @Nullable Actor actor)
            implements Submission {}

    /**
     * A plan was submitted that is only tried. It has its own type because a coordinator that knows no dry runs must
     * not start the migration.
     */
    @JsonTypeName("submitted-as-dry-run.v1")
    record SubmittedAsDryRun(MigrationId migration, Plan plan, Instant at, @Nullable Actor actor)
            implements Submission {}

    /**
     * A plan was submitted whose steps are applied on scratch copies only. It has its own type because a coordinator
     * that knows no rehearsals must not start the migration.
     */
    @JsonTypeName("submitted-as-rehearsal.v1")
    record SubmittedAsRehearsal(MigrationId migration, Plan plan, Instant at, @Nullable Actor actor)
            implements Submission {}

    /**
     * A plan was submitted that has contract steps. The migration applies the other steps. It has its own type because a
     * coordinator that does not know contract steps would apply all of them.
     */
    @JsonTypeName("submitted-with-contract.v1")
    record SubmittedWithContract(MigrationId migration, Plan plan, Instant at, @Nullable Actor actor)
            implements Submission {}

    /**
     * A migration with contract steps is completed; this migration applies them.
     *
     * @param plan the contract steps
     * @param expand the completed migration
     * @param identities the databases that the completed migration has changed
     */
    @JsonTypeName("submitted-as-contract.v1")
    record SubmittedAsContract(
            MigrationId migration,
            Plan plan,
            MigrationId expand,
            Map<TargetName, TargetIdentity> identities,
            Instant at,
            @Nullable Actor actor)
            implements Submission {}

    /** What the contract steps wait for. */
    sealed interface ContractEvent extends SagaEvent {}

    /** The delay before the contract steps is over. */
    @JsonTypeName("contract-due.v1")
    record ContractDue(Instant at) implements ContractEvent {}

    /** An operator says that nobody reads the old form any more. */
    @JsonTypeName("contract-confirmed.v1")
    record ContractConfirmed(Actor actor, String reason, Instant at) implements ContractEvent {}

    /** All checks of the contract are met. */
    @JsonTypeName("contract-checked.v1")
    record ContractChecked(List<ContractFinding> findings, Instant at) implements ContractEvent {}

    /** Somebody has approved the migration, or the rollback of the completed migration. */
    @JsonTypeName("approved.v1")
    record Approved(Actor actor, String reason, Instant at) implements SagaEvent {}

    /** Somebody has approved the migration after a look at a dry run. */
    @JsonTypeName("approved-with-dry-run.v1")
    record ApprovedWithDryRun(Actor actor, String reason, ApprovedDryRun dryRun, Instant at) implements SagaEvent {}

    /** All gates before the queue are passed; the migration claims its targets, behind all others. */
    @JsonTypeName("enqueued.v1")
    record Enqueued(Instant at) implements SagaEvent {}

    /** An operator has moved the queued migration before all others that have not started. */
    @JsonTypeName("prioritised.v1")
    record Prioritised(Actor actor, String reason, Instant at) implements SagaEvent {}

    /** The migration holds the locks of all its targets; {@code at} is the value of {@code migration.startedAt}. */
    @JsonTypeName("started.v1")
    record Started(Instant at) implements SagaEvent {}

    /** A dispatch is sent; {@code attempt} counts from 1, and only reported failures increase it. */
    @JsonTypeName("dispatched.v1")
    record Dispatched(StepId step, Direction direction, DispatchNumber dispatch, int attempt, Instant at)
            implements SagaEvent {}

    @JsonTypeName("preflight-passed.v1")
    record PreflightPassed(StepId step, DispatchNumber dispatch, TargetIdentity identity, StepResult result)
            implements SagaEvent {}

    /**
     * A worker has rehearsed the steps of one target.
     *
     * @param step the first of these steps, to which the dispatch belongs
     */
    @JsonTypeName("rehearsed.v1")
    record Rehearsed(StepId step, DispatchNumber dispatch, RehearsalResult result) implements SagaEvent {}

    /**
     * A worker has tried the steps of one target.
     *
     * @param step the first of these steps, to which the dispatch belongs
     * @param outcomes the outcome of each step
     */
    @JsonTypeName("dry-run-reported.v1")
    record DryRunReported(StepId step, DispatchNumber dispatch, List<DryRunOutcome> outcomes) implements SagaEvent {
        public DryRunReported {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * A worker has backed up what the steps of one target touch.
     *
     * @param step the first of these steps, to which the dispatch belongs
     */
    @JsonTypeName("backed-up.v1")
    record BackedUp(StepId step, DispatchNumber dispatch, BackupResult result) implements SagaEvent {}

    @JsonTypeName("applied.v1")
    record Applied(StepId step, DispatchNumber dispatch, StepResult result) implements StepEvent {}

    @JsonTypeName("finished.v1")
    record Finished(StepId step, DispatchNumber dispatch, StepResult result) implements StepEvent {}

    @JsonTypeName("compensated.v1")
    record Compensated(StepId step, DispatchNumber dispatch, CompensationResult result) implements StepEvent {}

    /** A dispatch failed. A retry, a rollback, a stuck step or a rejection follows. */
    @JsonTypeName("attempt-failed.v1")
    record AttemptFailed(StepId step, Direction direction, DispatchNumber dispatch, int attempt, StepFailure failure)
            implements StepEvent {}

    /**
     * The lease of a dispatch lapsed; the effect of the dispatch is unknown.
     *
     * @param silentSince since when no worker has reported on the step; absent in journals of earlier coordinators
     */
    @JsonTypeName("lease-lapsed.v1")
    record LeaseLapsed(
            StepId step,
            Direction direction,
            DispatchNumber dispatch,
            Instant unreachableSince,
            @Nullable Instant silentSince,
            Instant at)
            implements StepEvent {}

    /** No worker has taken the dispatches of the step for a while; the saga continues to send them. */
    @JsonTypeName("worker-missing.v1")
    record WorkerMissing(StepId step, TargetName target, Instant silentSince, Instant at) implements StepEvent {}

    /** A target of the queued migration has had no worker for a while; the migration starts when it has one. */
    @JsonTypeName("target-without-worker.v1")
    record TargetWithoutWorker(TargetName target, Instant silentSince, Instant at) implements SagaEvent {}

    /** The saga no longer waits for a dispatch that has not ended. It is not a failed attempt. */
    @JsonTypeName("dispatch-stopped.v1")
    record DispatchStopped(StepId step, Direction direction, DispatchNumber dispatch, StopCause cause, Instant at)
            implements StepEvent {}

    /**
     * The step will be dispatched again when the back-off ends.
     *
     * @param attempt the number of the attempt that the next dispatch belongs to
     * @param unreachableSince since when the worker or the store is unreachable; absent while both are reachable
     */
    @JsonTypeName("retry-scheduled.v1")
    record RetryScheduled(
            StepId step, Direction direction, int attempt, Instant due, @Nullable Instant unreachableSince)
            implements StepEvent {}

    /** A question to an endpoint. */
    sealed interface EndpointEvent extends SagaEvent {}

    /** An endpoint is asked; the saga waits for its answer. */
    @JsonTypeName("endpoint-called.v1")
    record EndpointCalled(EndpointCall call, Instant at) implements EndpointEvent {}

    /**
     * The application is asked to leave maintenance.
     *
     * @param outcome what ends the round afterwards, whatever the answer is
     */
    @JsonTypeName("leaving-maintenance.v1")
    record MaintenanceLeaving(EndpointCall call, Outcome outcome, Instant at) implements EndpointEvent {}

    /** An endpoint has answered, or is not asked any more. */
    @JsonTypeName("endpoint-answered.v1")
    record EndpointAnswered(
            int number, EndpointPurpose purpose, EndpointName endpoint, EndpointAnswer answer, Instant at)
            implements EndpointEvent {}

    /** An operator controls the running steps. */
    sealed interface ControlEvent extends SagaEvent {}

    /** The migration is paused: no step starts, and steps that are done unit by unit stop. */
    @JsonTypeName("paused.v1")
    record Paused(Actor actor, String reason, RunningScripts scripts, Instant at) implements ControlEvent {}

    @JsonTypeName("resumed.v1")
    record Resumed(Actor actor, String reason, Instant at) implements ControlEvent {}

    /**
     * The rate of the steps that are done unit by unit is limited.
     *
     * @param unitsPerSecond the highest rate of each step; absent if the limit is lifted
     * @param batchSize the number of units per batch; absent if the setting of the worker holds
     */
    @JsonTypeName("rate-set.v1")
    record RateSet(
            @Nullable Integer unitsPerSecond, @Nullable Integer batchSize, Actor actor, String reason, Instant at)
            implements ControlEvent {
        Pace pace() {
            return new Pace(unitsPerSecond, batchSize);
        }
    }

    /** The step was not applied within its deadline; the rollback follows. */
    @JsonTypeName("step-deadline-passed.v1")
    record StepDeadlinePassed(StepId step, Deadline deadline, Instant due, Instant at) implements StepEvent {
        public StepFailure failure() {
            return StepFailure.Permanent.withoutEffect(
                    DEADLINE_PASSED, "it was not applied within its deadline of %s".formatted(deadline));
        }
    }

    /** The migration was not completed within its deadline; the rollback follows, or the end if nothing was changed. */
    @JsonTypeName("deadline-passed.v1")
    record DeadlinePassed(Deadline deadline, Instant due, Instant at) implements SagaEvent {
        String reason() {
            return "the migration was not completed within its deadline of %s".formatted(deadline);
        }
    }

    /** A rollback has started; from now on, steps are only compensated. */
    @JsonTypeName("rollback-began.v1")
    record RollbackBegan(@Nullable StepId step, String cause, Actor actor, Instant at) implements SagaEvent {
        /** Who requested the rollback; if nobody did, who requested the round. */
        Actor requester(Actor ofRound) {
            return actor.kind() == Actor.Kind.COORDINATOR ? ofRound : actor;
        }
    }

    /** A compensation or an irreversible step has failed and is not retried until an operator decides. */
    @JsonTypeName("stuck.v1")
    record Stuck(StepId step, StepFailure first, StepFailure last) implements StepEvent {}

    /** An operator left a stuck step applied. */
    @JsonTypeName("skipped.v1")
    record Skipped(StepId step, Actor actor, String reason) implements StepEvent {}

    /** An operator opened the next round. */
    @JsonTypeName("round-opened.v1")
    record RoundOpened(int round, Action action, Actor actor, String reason, Instant at) implements SagaEvent {}

    /** Somebody wants to roll the completed migration back; somebody else must approve it. */
    @JsonTypeName("rollback-requested.v1")
    record RollbackRequested(Actor actor, String reason, Instant at) implements SagaEvent {}

    /** The requested rollback is refused, or was not approved in time; the migration stays completed. */
    @JsonTypeName("rollback-refused.v1")
    record RollbackRefused(Actor actor, String reason, Instant at) implements SagaEvent {}

    /**
     * Every step is applied and verified.
     *
     * @param contract the migration that applies the contract steps of the plan; absent if there are none, and after a
     *     rollback that did not start
     */
    @JsonTypeName("completed.v1")
    record Completed(Instant at, @Nullable MigrationId contract) implements PublicOutcome {
        public Completed(Instant at) {
            this(at, null);
        }
    }

    @JsonTypeName("rolled-back.v1")
    record RolledBack(Instant at) implements PublicOutcome {}

    @JsonTypeName("needs-operator.v1")
    record OperatorNeeded(Instant at) implements PublicOutcome {}

    @JsonTypeName("closed.v1")
    record Closed(List<StepId> leftApplied, Actor actor, String reason, Instant at) implements PublicOutcome {}

    /** No step that was tried would fail. A worker says of a step that it did not try why. */
    @JsonTypeName("dry-run-completed.v1")
    record DryRunCompleted(Instant at) implements Outcome {}

    /** Every step was rehearsed on a scratch copy of its target. */
    @JsonTypeName("rehearsal-completed.v1")
    record RehearsalCompleted(Instant at) implements Outcome {}

    @JsonTypeName("rejected.v1")
    record Rejected(Instant at) implements PublicOutcome {}

    @JsonTypeName("cancelled.v1")
    record Cancelled(Actor actor, String reason, Instant at) implements PublicOutcome {}
}
