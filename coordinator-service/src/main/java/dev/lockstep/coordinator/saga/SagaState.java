package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/** The state of a migration. Each variant holds only the data that exists in that state. */
public sealed interface SagaState {
    /** The state before {@link SagaCommand.Submit}. */
    static SagaState initial() {
        return new Unsubmitted();
    }

    record Unsubmitted() implements SagaState {}

    /** A plan was submitted. */
    sealed interface Submitted extends SagaState {
        SubmittedPlan submitted();

        /** The number of the current round, counted from 1. Each round ends with one outcome. */
        int round();

        /** Who requested the current round, or its rollback. */
        Actor requester();

        /** The states of all steps, in the order of the plan. */
        SequencedMap<StepId, StepState> steps();

        default MigrationId migration() {
            return submitted().migration();
        }

        default Plan plan() {
            return submitted().plan();
        }
    }

    /** The migration has not started, or was cancelled; only its plan is known. */
    sealed interface PlanOnly extends Submitted {
        @Override
        default int round() {
            return 1;
        }

        @Override
        default Actor requester() {
            return submitted().submitter();
        }

        @Override
        default SequencedMap<StepId, StepState> steps() {
            SequencedMap<StepId, StepState> steps = new LinkedHashMap<>();
            plan().spec().steps().forEach(step -> steps.put(step.id(), new StepState.Pending()));
            return Collections.unmodifiableSequencedMap(steps);
        }
    }

    /** The migration has started. It holds its targets until it is settled. */
    sealed interface Started extends Submitted {
        SagaData data();

        @Override
        default SubmittedPlan submitted() {
            return data().submitted();
        }

        @Override
        default int round() {
            return data().round();
        }

        @Override
        default Actor requester() {
            return data().requester();
        }

        @Override
        default SequencedMap<StepId, StepState> steps() {
            return data().steps();
        }

        /** The value of {@code migration.startedAt}. */
        default Instant startedAt() {
            return data().startedAt();
        }
    }

    /** The migration has started, and its round has no outcome yet; or an operator must decide. */
    sealed interface Unsettled extends Started {
        Unsettled with(SagaData next);
    }

    /** The saga sends dispatches and waits for reports. */
    sealed interface InFlight extends Unsettled {
        @Override
        InFlight with(SagaData next);
    }

    /** The saga waits for the answer of an endpoint, and sends no dispatches. */
    sealed interface AtEndpoint extends Started {
        /** The state before, in which the saga continues. */
        Unsettled before();

        EndpointCall call();

        /** Whether the steps are compensated, or will be. */
        default boolean isOfRollback() {
            return before() instanceof RollbackStarted;
        }

        @Override
        default SagaData data() {
            return before().data();
        }
    }

    /** A rollback has started, or is about to start. */
    sealed interface RollbackStarted extends Started {
        Cause cause();
    }

    /** The migration has ended and its targets are free. */
    sealed interface Settled extends Submitted {}

    /** An operator must decide; the targets stay locked. */
    sealed interface NeedsOperator extends Unsettled {
        @Override
        NeedsOperator with(SagaData next);
    }

    /** The migration waits at a gate or for its targets. */
    sealed interface BeforeStart extends PlanOnly {}

    /** Somebody else than the submitter must approve the migration. It has no claims on its targets. */
    record AwaitingApproval(SubmittedPlan submitted) implements BeforeStart {}

    /** The window has not opened yet. The migration has no claims on its targets. */
    record AwaitingWindow(SubmittedPlan submitted) implements BeforeStart {}

    /**
     * Another migration, which prepared for this one, is completed; nobody may read the old form any more before this
     * one begins. It has no claims on its targets.
     */
    record AwaitingContract(SubmittedPlan submitted, ContractProgress progress) implements BeforeStart {
        ContractGate gate() {
            return ContractGate.of(this);
        }
    }

    /**
     * The migration waits for its targets.
     *
     * @param withoutWorker the targets of which the timeline says that they have no worker
     */
    record Queued(SubmittedPlan submitted, Set<TargetName> withoutWorker) implements BeforeStart {
        public Queued {
            withoutWorker = Set.copyOf(withoutWorker);
        }

        Queued(SubmittedPlan submitted) {
            this(submitted, Set.of());
        }

        Queued withoutWorkerOf(TargetName target) {
            Set<TargetName> targets = new HashSet<>(withoutWorker);
            targets.add(target);
            return new Queued(submitted, targets);
        }
    }

    record Preflight(SagaData data) implements InFlight {
        @Override
        public Preflight with(SagaData next) {
            return new Preflight(next);
        }
    }

    /** The workers rehearse the steps on scratch copies. */
    record Rehearsing(SagaData data) implements InFlight {
        @Override
        public Rehearsing with(SagaData next) {
            return new Rehearsing(next);
        }
    }

    /** The workers find out what the steps would change. */
    record DryRunning(SagaData data) implements InFlight {
        @Override
        public DryRunning with(SagaData next) {
            return new DryRunning(next);
        }
    }

    /** The application is asked to enter maintenance; nothing is applied yet, or nothing is compensated yet. */
    record EnteringMaintenance(Unsettled before, EndpointCall call) implements AtEndpoint {}

    /** The workers back up what the steps touch; nothing is applied yet. */
    record BackingUp(SagaData data) implements InFlight {
        @Override
        public BackingUp with(SagaData next) {
            return new BackingUp(next);
        }
    }

    record Applying(SagaData data) implements InFlight {
        @Override
        public Applying with(SagaData next) {
            return new Applying(next);
        }
    }

    /**
     * The steps are applied, all but an irreversible one, or are compensated; an endpoint is asked whether the
     * application works.
     */
    record SmokeTesting(Unsettled before, EndpointCall call) implements AtEndpoint {}

    record Finishing(SagaData data) implements InFlight {
        @Override
        public Finishing with(SagaData next) {
            return new Finishing(next);
        }
    }

    record Compensating(SagaData data, Cause cause) implements InFlight, RollbackStarted {
        @Override
        public Compensating with(SagaData next) {
            return new Compensating(next, cause);
        }
    }

    /** At least one compensation is stuck. All steps that it does not block are compensated. */
    record StuckCompensating(SagaData data, Cause cause) implements NeedsOperator, RollbackStarted {
        @Override
        public StuckCompensating with(SagaData next) {
            return new StuckCompensating(next, cause);
        }

        Compensating resume(SagaData next) {
            return new Compensating(next, cause);
        }
    }

    /** The irreversible step may be applied, but no worker has reported its success. A rollback is not possible. */
    record StuckAtPivot(SagaData data) implements NeedsOperator {
        @Override
        public StuckAtPivot with(SagaData next) {
            return new StuckAtPivot(next);
        }
    }

    /**
     * The application is asked to leave maintenance.
     *
     * @param outcome what ends the round afterwards
     */
    record LeavingMaintenance(Unsettled before, EndpointCall call, SagaEvent.Outcome outcome) implements AtEndpoint {}

    record Completed(SagaData data) implements Started, Settled {}

    /** Somebody wants to roll the completed migration back, and somebody else must approve it. It has no claims. */
    record RollbackRequested(SagaData data, RollbackRequest request) implements Started, Settled {}

    /**
     * The round of the rollback of the completed migration is opened; no step is compensated yet. The saga is in this
     * state only within a decision, and around a question to an endpoint.
     */
    record RollbackOpened(SagaData data, Cause cause) implements Unsettled, RollbackStarted {
        @Override
        public RollbackOpened with(SagaData next) {
            return new RollbackOpened(next, cause);
        }
    }

    record RolledBack(SagaData data, Cause cause) implements RollbackStarted, Settled {}

    record ClosedByOperator(SagaData data, String reason) implements Started, Settled {}

    /** Every step was tried, and none would fail; no store was changed. */
    record DryRunCompleted(SagaData data) implements Started, Settled {}

    /** Every step was rehearsed on a scratch copy; no store was changed. */
    record RehearsalCompleted(SagaData data) implements Started, Settled {}

    /** A preflight, a rehearsal, a dry run or a backup failed; no store was changed. */
    record Rejected(SagaData data) implements Started, Settled {}

    /** An operator cancelled the migration before any store was changed. */
    record Cancelled(SubmittedPlan submitted) implements PlanOnly, Settled {}
}
