package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A command to the saga of one migration. */
public sealed interface SagaCommand {
    CommandContext context();

    /** Submits a valid plan. */
    record Submit(CommandContext context, MigrationId migration, Plan plan) implements SagaCommand {}

    /** Starts the migration; it holds the locks of all its targets. */
    record Start(CommandContext context) implements SagaCommand {}

    /** Concerns one dispatch, or the back-off before one; ignored unless that is the one the saga waits for. */
    sealed interface StepCommand extends SagaCommand {}

    /** Handles a worker's report. Accepted and heartbeat reports change nothing: they only renew a lease. */
    record HandleReport(CommandContext context, Report report) implements StepCommand {}

    /**
     * Ends a dispatch whose lease lapsed.
     *
     * @param lastReportAt when a worker last reported on this dispatch; absent if none did
     */
    record LapseLease(CommandContext context, StepId step, DispatchNumber dispatch, @Nullable Instant lastReportAt)
            implements StepCommand {}

    /** Ends the back-off before a step's next attempt. */
    record EndBackoff(CommandContext context, StepId step) implements StepCommand {}

    /** Ends a dispatch that Kafka rejected permanently. */
    record RejectDispatch(CommandContext context, StepId step, DispatchNumber dispatch, String reason)
            implements StepCommand {}

    /** Requested by an operator; refused with a reason where the state does not allow it. */
    sealed interface OperatorAction extends SagaCommand {}

    /** Ends a migration that is queued or in preflight; rolls back one that has dispatched an apply. */
    record Cancel(CommandContext context) implements OperatorAction {}

    /** Rolls back a completed migration. */
    record Rollback(CommandContext context) implements OperatorAction {}

    /** Allowed only while a step is stuck. */
    sealed interface StuckStepAction extends OperatorAction {}

    /** Dispatches the stuck steps again, with all attempts available. */
    record Retry(CommandContext context) implements StuckStepAction {}

    /** Leaves a stuck step applied and compensates the steps that waited for it. */
    record Skip(CommandContext context, StepId step) implements StuckStepAction {}

    /** Ends the migration and leaves the stuck steps applied. */
    record Close(CommandContext context) implements StuckStepAction {}
}
