package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.SagaEvent;
import org.jspecify.annotations.Nullable;

/**
 * The last dispatch and the last results of one step.
 *
 * @param applied the dispatch of the last apply that succeeded
 * @param rehearsal the rehearsal of this step and the later ones on its target
 * @param dryRun the outcome of a dry run
 * @param backup the backup of what this step and the later ones on its target touch
 * @param result the result of the last apply
 * @param failure the last failure
 */
record StepHistory(
        @Nullable DispatchNumber dispatch,
        @Nullable Integer attempt,
        @Nullable DispatchNumber applied,
        @Nullable RehearsalResult rehearsal,
        @Nullable DryRunOutcome dryRun,
        @Nullable BackupResult backup,
        @Nullable StepResult result,
        @Nullable CompensationResult compensation,
        @Nullable StepFailure failure) {
    static final StepHistory EMPTY = new StepHistory(null, null, null, null, null, null, null, null, null);

    StepHistory withDispatch(SagaEvent.Dispatched event) {
        return new StepHistory(
                event.dispatch(), event.attempt(), applied, rehearsal, dryRun, backup, result, compensation, failure);
    }

    StepHistory withRehearsal(RehearsalResult found) {
        return new StepHistory(dispatch, attempt, applied, found, dryRun, backup, result, compensation, failure);
    }

    StepHistory withDryRun(DryRunOutcome outcome) {
        return new StepHistory(dispatch, attempt, applied, rehearsal, outcome, backup, result, compensation, failure);
    }

    StepHistory withBackup(BackupResult found) {
        return new StepHistory(dispatch, attempt, applied, rehearsal, dryRun, found, result, compensation, failure);
    }

    StepHistory with(SagaEvent.StepEvent event) {
        return switch (event) {
            case SagaEvent.Applied e ->
                new StepHistory(
                        dispatch, attempt, e.dispatch(), rehearsal, dryRun, backup, e.result(), compensation, failure);
            case SagaEvent.Compensated e ->
                new StepHistory(dispatch, attempt, applied, rehearsal, dryRun, backup, result, e.result(), failure);
            case SagaEvent.AttemptFailed e ->
                new StepHistory(
                        dispatch, attempt, applied, rehearsal, dryRun, backup, result, compensation, e.failure());
            case SagaEvent.StepDeadlinePassed e ->
                new StepHistory(
                        dispatch, attempt, applied, rehearsal, dryRun, backup, result, compensation, e.failure());
            case SagaEvent.Stuck e ->
                new StepHistory(dispatch, attempt, applied, rehearsal, dryRun, backup, result, compensation, e.last());
            case SagaEvent.Finished _e -> this;
            case SagaEvent.LeaseLapsed _e -> this;
            case SagaEvent.WorkerMissing _e -> this;
            case SagaEvent.DispatchStopped _e -> this;
            case SagaEvent.RetryScheduled _e -> this;
            case SagaEvent.Skipped _e -> this;
        };
    }
}
