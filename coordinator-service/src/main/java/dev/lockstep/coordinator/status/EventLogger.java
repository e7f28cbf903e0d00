package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.orchestration.CommitListener;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs and counts the events of migrations. */
final class EventLogger implements CommitListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventLogger.class);
    private final MeterRegistry metrics;
    private final Counter lapsedLeases;

    EventLogger(MeterRegistry metrics) {
        this.metrics = metrics;
        this.lapsedLeases = Counter.builder("lockstep.leases.lapsed")
                .description("Leases that lapsed because no worker reported on the dispatch in time")
                .register(metrics);
    }

    @Override
    public void onCommit(VersionedState newState, List<SagaEvent> events) {
        for (SagaEvent event : events) {
            log(newState, event);
            count(event, mode(newState));
        }
    }

    private static RunMode mode(VersionedState migration) {
        return migration.state() instanceof SagaState.Submitted state
                ? state.submitted().mode()
                : RunMode.MIGRATION;
    }

    private void count(SagaEvent event, RunMode mode) {
        switch (event) {
            case SagaEvent.Outcome outcome -> countOutcome(outcome, mode);
            case SagaEvent.LeaseLapsed _e -> lapsedLeases.increment();
            case SagaEvent.StepDeadlinePassed _e -> countDeadline("step");
            case SagaEvent.DeadlinePassed _e -> countDeadline("migration");
            case SagaEvent.RetryScheduled retry -> countRetry(retry.direction());
            case SagaEvent.StepEvent _e -> {}
            case SagaEvent.Submission _e -> {}
            case SagaEvent.Approved _e -> {}
            case SagaEvent.ApprovedWithDryRun _e -> {}
            case SagaEvent.ContractEvent _e -> {}
            case SagaEvent.Enqueued _e -> {}
            case SagaEvent.Prioritised _e -> {}
            case SagaEvent.TargetWithoutWorker _e -> {}
            case SagaEvent.Started _e -> {}
            case SagaEvent.Dispatched _e -> {}
            case SagaEvent.PreflightPassed _e -> {}
            case SagaEvent.Rehearsed _e -> {}
            case SagaEvent.DryRunReported _e -> {}
            case SagaEvent.BackedUp _e -> {}
            case SagaEvent.EndpointEvent e -> countEndpoint(e);
            case SagaEvent.ControlEvent _e -> {}
            case SagaEvent.RollbackRequested _e -> {}
            case SagaEvent.RollbackRefused _e -> {}
            case SagaEvent.RollbackBegan _e -> {}
            case SagaEvent.RoundOpened _e -> {}
        }
    }

    private void countOutcome(SagaEvent.Outcome event, RunMode mode) {
        MigrationState state =
                switch (event) {
                    case SagaEvent.Completed _e -> MigrationState.COMPLETED;
                    case SagaEvent.RolledBack _e -> MigrationState.ROLLED_BACK;
                    case SagaEvent.OperatorNeeded _e -> MigrationState.NEEDS_OPERATOR;
                    case SagaEvent.Closed _e -> MigrationState.CLOSED_BY_OPERATOR;
                    case SagaEvent.RehearsalCompleted _e -> MigrationState.REHEARSAL_COMPLETED;
                    case SagaEvent.DryRunCompleted _e -> MigrationState.DRY_RUN_COMPLETED;
                    case SagaEvent.Rejected _e -> MigrationState.REJECTED;
                    case SagaEvent.Cancelled _e -> MigrationState.CANCELLED;
                };
        counterOfOutcomes(mode)
                .tag("outcome", lowerCase(state))
                .register(metrics)
                .increment();
    }

    private static Counter.Builder counterOfOutcomes(RunMode mode) {
        return switch (mode) {
            case MIGRATION -> Counter.builder("lockstep.migrations.finished").description("Ended rounds, by outcome");
            case DRY_RUN -> Counter.builder("lockstep.dry.runs.finished").description("Ended dry runs, by outcome");
            case REHEARSAL ->
                Counter.builder("lockstep.rehearsals.finished").description("Ended rehearsals, by outcome");
        };
    }

    private void countEndpoint(SagaEvent.EndpointEvent event) {
        switch (event) {
            case SagaEvent.EndpointCalled _e -> {}
            case SagaEvent.MaintenanceLeaving _e -> {}
            case SagaEvent.EndpointAnswered answered -> countAnswer(answered);
        }
    }

    private void countAnswer(SagaEvent.EndpointAnswered event) {
        Counter.builder("lockstep.endpoint.answers")
                .description("Answers of endpoints that migrations have waited for, by purpose and result")
                .tag("purpose", lowerCase(event.purpose()))
                .tag("passed", String.valueOf(event.answer().passed()))
                .register(metrics)
                .increment();
    }

    private void countDeadline(String of) {
        Counter.builder("lockstep.deadlines.passed")
                .description("Deadlines of plans that have passed, of a step or of the migration")
                .tag("of", of)
                .register(metrics)
                .increment();
    }

    private void countRetry(Direction direction) {
        Counter.builder("lockstep.step.retries")
                .description("Scheduled retries, by direction")
                .tag("direction", lowerCase(direction))
                .register(metrics)
                .increment();
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void log(VersionedState newState, SagaEvent event) {
        LoggingEventBuilder entry = LOG.atLevel(level(event))
                .addKeyValue("migration", newState.migration())
                .addKeyValue("version", newState.version())
                .addKeyValue(
                        "requester",
                        newState.state() instanceof SagaState.Submitted submitted ? submitted.requester() : "");
        switch (event) {
            case SagaEvent.Submission _e -> entry.log("Migration submitted");
            case SagaEvent.Approved e ->
                entry.addKeyValue("approver", e.actor()).log("Migration or rollback approved");
            case SagaEvent.ApprovedWithDryRun e ->
                entry.addKeyValue("approver", e.actor())
                        .addKeyValue("dryRun", e.dryRun().dryRun())
                        .log("Migration approved with a dry run");
            case SagaEvent.ContractDue _e -> entry.log("The delay before the contract steps is over");
            case SagaEvent.ContractConfirmed e ->
                entry.addKeyValue("reason", e.reason()).log("An operator has confirmed the contract steps");
            case SagaEvent.ContractChecked e ->
                entry.addKeyValue("findings", e.findings()).log("All checks of the contract are met");
            case SagaEvent.Enqueued _e -> entry.log("Migration has passed its gates and waits for its targets");
            case SagaEvent.Prioritised e ->
                entry.addKeyValue("reason", e.reason()).log("Migration moved to the front of the queue");
            case SagaEvent.TargetWithoutWorker e ->
                entry.addKeyValue("target", e.target())
                        .addKeyValue("silentSince", e.silentSince())
                        .log("Target has no worker; the migration starts when a worker of the target is started");
            case SagaEvent.Started _e -> entry.log("Migration started");
            case SagaEvent.Dispatched e ->
                entry.addKeyValue("step", e.step())
                        .addKeyValue("dispatch", e.dispatch())
                        .addKeyValue("direction", e.direction())
                        .log("Step dispatched");
            case SagaEvent.PreflightPassed e ->
                entry.addKeyValue("step", e.step()).log("Preflight passed");
            case SagaEvent.Rehearsed e ->
                entry.addKeyValue("step", e.step())
                        .addKeyValue("units", e.result().units())
                        .addKeyValue("milliseconds", e.result().milliseconds())
                        .log("Target rehearsed");
            case SagaEvent.DryRunReported e ->
                entry.addKeyValue("step", e.step()).log("Dry run reported");
            case SagaEvent.BackedUp e ->
                entry.addKeyValue("step", e.step())
                        .addKeyValue("bytes", e.result().bytes())
                        .addKeyValue("units", e.result().units())
                        .log("Target backed up");
            case SagaEvent.StepEvent e -> logStep(entry.addKeyValue("step", e.step()), e);
            case SagaEvent.EndpointEvent e -> logEndpoint(entry, e);
            case SagaEvent.ControlEvent e -> logControl(entry, e);
            case SagaEvent.RollbackRequested e ->
                entry.addKeyValue("reason", e.reason()).log("Rollback requested; somebody else must approve it");
            case SagaEvent.RollbackRefused e ->
                entry.addKeyValue("reason", e.reason()).log("Rollback refused; the migration stays completed");
            case SagaEvent.DeadlinePassed e ->
                entry.addKeyValue("deadline", e.deadline())
                        .addKeyValue("due", e.due())
                        .log("Migration not completed within its deadline");
            case SagaEvent.RollbackBegan e ->
                entry.addKeyValue("reason", e.cause()).log("Rollback started");
            case SagaEvent.RoundOpened e ->
                entry.addKeyValue("round", e.round())
                        .addKeyValue("action", e.action())
                        .log("Round opened by an operator");
            case SagaEvent.Outcome e -> logOutcome(entry, e);
        }
    }

    private static void logStep(LoggingEventBuilder entry, SagaEvent.StepEvent event) {
        switch (event) {
            case SagaEvent.Applied _e -> entry.log("Step applied");
            case SagaEvent.Finished _e -> entry.log("Step finished");
            case SagaEvent.Compensated _e -> entry.log("Step compensated");
            case SagaEvent.AttemptFailed e ->
                entry.addKeyValue("dispatch", e.dispatch())
                        .addKeyValue("failure", e.failure())
                        .log("Dispatch failed");
            case SagaEvent.LeaseLapsed e ->
                entry.addKeyValue("dispatch", e.dispatch())
                        .log("Lease lapsed; no worker reported on the dispatch in time");
            case SagaEvent.WorkerMissing e ->
                entry.addKeyValue("target", e.target())
                        .addKeyValue("silentSince", e.silentSince())
                        .log("No worker reports on the step; it continues when a worker of the target is started");
            case SagaEvent.DispatchStopped e ->
                entry.addKeyValue("dispatch", e.dispatch())
                        .addKeyValue("cause", e.cause())
                        .log("Dispatch stopped before its end");
            case SagaEvent.RetryScheduled e -> entry.addKeyValue("due", e.due()).log("Retry scheduled");
            case SagaEvent.StepDeadlinePassed e ->
                entry.addKeyValue("deadline", e.deadline())
                        .addKeyValue("due", e.due())
                        .log("Step not applied within its deadline");
            case SagaEvent.Stuck e -> entry.addKeyValue("failure", e.last()).log("Step stuck");
            case SagaEvent.Skipped _e -> entry.log("Step skipped by an operator");
        }
    }

    private static void logEndpoint(LoggingEventBuilder entry, SagaEvent.EndpointEvent event) {
        switch (event) {
            case SagaEvent.EndpointCalled e ->
                entry.addKeyValue("call", e.call()).log("Endpoint called");
            case SagaEvent.MaintenanceLeaving e ->
                entry.addKeyValue("call", e.call()).log("Endpoint called to leave maintenance");
            case SagaEvent.EndpointAnswered e ->
                entry.addKeyValue("purpose", e.purpose())
                        .addKeyValue("endpoint", e.endpoint())
                        .addKeyValue("passed", e.answer().passed())
                        .addKeyValue("finding", e.answer().finding())
                        .log("Endpoint answered");
        }
    }

    private static void logControl(LoggingEventBuilder entry, SagaEvent.ControlEvent event) {
        switch (event) {
            case SagaEvent.Paused e ->
                entry.addKeyValue("reason", e.reason())
                        .addKeyValue("scripts", e.scripts())
                        .log("Migration paused");
            case SagaEvent.Resumed e -> entry.addKeyValue("reason", e.reason()).log("Migration resumed");
            case SagaEvent.RateSet e ->
                entry.addKeyValue("reason", e.reason())
                        .addKeyValue("unitsPerSecond", e.unitsPerSecond())
                        .addKeyValue("batchSize", e.batchSize())
                        .log("Rate limited, or its limit lifted");
        }
    }

    private static void logOutcome(LoggingEventBuilder entry, SagaEvent.Outcome event) {
        switch (event) {
            case SagaEvent.Completed _e -> entry.log("Migration completed");
            case SagaEvent.RolledBack _e -> entry.log("Migration rolled back");
            case SagaEvent.OperatorNeeded _e ->
                entry.log("Migration needs an operator; its targets stay locked until retry, skip or close");
            case SagaEvent.Closed e ->
                entry.addKeyValue("leftApplied", e.leftApplied()).log("Migration closed by an operator");
            case SagaEvent.RehearsalCompleted _e -> entry.log("Rehearsal completed; nothing was changed");
            case SagaEvent.DryRunCompleted _e -> entry.log("Dry run completed; nothing was changed");
            case SagaEvent.Rejected _e -> entry.log("Migration rejected; nothing was changed");
            case SagaEvent.Cancelled _e -> entry.log("Migration cancelled; nothing was changed");
        }
    }

    private static Level level(SagaEvent event) {
        return switch (event) {
            case SagaEvent.AttemptFailed _e -> Level.WARN;
            case SagaEvent.LeaseLapsed _e -> Level.WARN;
            case SagaEvent.WorkerMissing _e -> Level.WARN;
            case SagaEvent.TargetWithoutWorker _e -> Level.WARN;
            case SagaEvent.StepDeadlinePassed _e -> Level.WARN;
            case SagaEvent.DeadlinePassed _e -> Level.WARN;
            case SagaEvent.OperatorNeeded _e -> Level.ERROR;
            case SagaEvent.StepEvent _e -> Level.INFO;
            case SagaEvent.Outcome _e -> Level.INFO;
            case SagaEvent.Submission _e -> Level.INFO;
            case SagaEvent.Approved _e -> Level.INFO;
            case SagaEvent.ApprovedWithDryRun _e -> Level.INFO;
            case SagaEvent.ContractEvent _e -> Level.INFO;
            case SagaEvent.Enqueued _e -> Level.INFO;
            case SagaEvent.Prioritised _e -> Level.INFO;
            case SagaEvent.Started _e -> Level.INFO;
            case SagaEvent.Dispatched _e -> Level.INFO;
            case SagaEvent.PreflightPassed _e -> Level.INFO;
            case SagaEvent.Rehearsed _e -> Level.INFO;
            case SagaEvent.DryRunReported _e -> Level.INFO;
            case SagaEvent.BackedUp _e -> Level.INFO;
            case SagaEvent.EndpointAnswered e -> e.answer().passed() ? Level.INFO : Level.WARN;
            case SagaEvent.EndpointCalled _e -> Level.INFO;
            case SagaEvent.MaintenanceLeaving _e -> Level.INFO;
            case SagaEvent.ControlEvent _e -> Level.INFO;
            case SagaEvent.RollbackRequested _e -> Level.INFO;
            case SagaEvent.RollbackRefused _e -> Level.INFO;
            case SagaEvent.RollbackBegan _e -> Level.INFO;
            case SagaEvent.RoundOpened _e -> Level.INFO;
        };
    }
}
