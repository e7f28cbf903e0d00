package dev.lockstep.coordinator.saga;

import java.util.Locale;

/** Formats an event as short text for assertions: its name, its step and its most important fields. */
final class EventText {
    private EventText() {}

    static String of(SagaEvent event) {
        return switch (event) {
            case SagaEvent.Submission _e -> "submitted";
            case SagaEvent.Approved e -> "approved by " + e.actor();
            case SagaEvent.ApprovedWithDryRun e -> "approved with a dry run by " + e.actor();
            case SagaEvent.ContractDue _e -> "contract due";
            case SagaEvent.ContractConfirmed e -> "contract confirmed by " + e.actor();
            case SagaEvent.ContractChecked _e -> "contract checked";
            case SagaEvent.Enqueued _e -> "enqueued";
            case SagaEvent.Prioritised _e -> "prioritised";
            case SagaEvent.Started _e -> "started";
            case SagaEvent.Dispatched e ->
                "dispatched %s %s%s".formatted(of(e.direction()), e.step(), attempt(e.attempt()));
            case SagaEvent.PreflightPassed e -> "preflight-passed " + e.step();
            case SagaEvent.Rehearsed e -> "rehearsed " + e.step();
            case SagaEvent.DryRunReported e -> "dry-run-reported " + e.step();
            case SagaEvent.BackedUp e -> "backed-up " + e.step();
            case SagaEvent.Applied e -> "applied " + e.step();
            case SagaEvent.Finished e -> "finished " + e.step();
            case SagaEvent.Compensated e -> "compensated " + e.step();
            case SagaEvent.AttemptFailed e ->
                "attempt-failed %s %s%s".formatted(of(e.direction()), e.step(), attempt(e.attempt()));
            case SagaEvent.LeaseLapsed e -> "lease-lapsed %s %s".formatted(of(e.direction()), e.step());
            case SagaEvent.RetryScheduled e ->
                "retry-scheduled %s %s%s".formatted(of(e.direction()), e.step(), attempt(e.attempt()));
            case SagaEvent.DispatchStopped e -> "dispatch-stopped %s %s".formatted(of(e.direction()), e.step());
            case SagaEvent.Paused _e -> "paused";
            case SagaEvent.Resumed _e -> "resumed";
            case SagaEvent.RateSet e ->
                "rate-set " + e.unitsPerSecond() + (e.batchSize() == null ? "" : " batch " + e.batchSize());
            case SagaEvent.EndpointCalled e ->
                "called %s %s".formatted(of(e.call().purpose()), e.call().endpoint());
            case SagaEvent.MaintenanceLeaving e ->
                "leaving %s before %s".formatted(e.call().endpoint(), of(e.outcome()));
            case SagaEvent.EndpointAnswered e ->
                "%s %s".formatted(of(e.purpose()), e.answer().passed() ? "passed" : "failed");
            case SagaEvent.RollbackRequested e -> "rollback requested by " + e.actor();
            case SagaEvent.RollbackRefused e -> "rollback refused by " + e.actor();
            case SagaEvent.WorkerMissing e -> "worker missing for " + e.step();
            case SagaEvent.TargetWithoutWorker e -> "no worker of " + e.target();
            case SagaEvent.StepDeadlinePassed e -> "deadline passed of " + e.step();
            case SagaEvent.DeadlinePassed _e -> "deadline passed";
            case SagaEvent.RollbackBegan e -> "rollback-began by " + (e.step() == null ? e.actor() : e.step());
            case SagaEvent.Stuck e -> "stuck " + e.step();
            case SagaEvent.Skipped e -> "skipped " + e.step();
            case SagaEvent.RoundOpened e -> "round %d opened by %s".formatted(e.round(), of(e.action()));
            case SagaEvent.Completed _e -> "completed";
            case SagaEvent.RolledBack _e -> "rolled back";
            case SagaEvent.OperatorNeeded _e -> "operator needed";
            case SagaEvent.Closed e -> "closed, left applied: " + e.leftApplied();
            case SagaEvent.DryRunCompleted _e -> "dry run completed";
            case SagaEvent.RehearsalCompleted _e -> "rehearsal completed";
            case SagaEvent.Rejected _e -> "rejected";
            case SagaEvent.Cancelled _e -> "cancelled";
        };
    }

    static String of(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private static String attempt(int attempt) {
        return attempt == 1 ? "" : ", attempt " + attempt;
    }
}
