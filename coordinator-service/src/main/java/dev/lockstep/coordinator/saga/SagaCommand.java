package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command to the saga of one migration. */
public sealed interface SagaCommand {
    CommandContext context();

    /** Creates the migration; ignored after that. */
    sealed interface Submission extends SagaCommand {
        MigrationId migration();
    }

    /**
     * Submits a valid plan.
     *
     * @param mode what becomes of the plan
     */
    record Submit(CommandContext context, MigrationId migration, Plan plan, RunMode mode) implements Submission {}

    /** Submits the contract steps of a plan whose migration is completed. */
    record SubmitContract(CommandContext context, MigrationId migration, LinkedChange.ContractSubmission contract)
            implements Submission {}

    /** A command before the start of the migration; ignored after it. */
    sealed interface QueueCommand extends SagaCommand {}

    /** Starts the migration, once it holds the locks of all its targets. */
    record Start(CommandContext context) implements QueueCommand {}

    /**
     * Checks the time limits of the gates: opens a window, and ends a migration that was not approved in time or whose
     * window is over before it has changed anything.
     */
    record CheckGates(CommandContext context) implements QueueCommand {}

    /**
     * Says that a target of the migration has no worker, so that it cannot start; ignored if the timeline says it.
     *
     * @param silentSince when a worker of the target reported last
     */
    record ReportMissingWorker(CommandContext context, TargetName target, Instant silentSince)
            implements QueueCommand {}

    /**
     * Tells that all checks of a contract were met at the same time; ignored while it waits for something else.
     *
     * @param findings what the workers have found
     */
    record PassContractChecks(CommandContext context, List<ContractFinding> findings) implements QueueCommand {
        public PassContractChecks {
            findings = List.copyOf(findings);
        }
    }

    /**
     * A command about one dispatch or one back-off; ignored if the saga does not wait for that dispatch or back-off.
     */
    sealed interface StepCommand extends SagaCommand {}

    /**
     * Handles a worker's report. Accepted and heartbeat reports change nothing in the saga; they only renew a lease.
     *
     * @param hasProgressed whether the dispatch got further than every earlier dispatch of its step and direction; used
     *     only for a store that is unreachable
     */
    record HandleReport(CommandContext context, Report report, boolean hasProgressed) implements StepCommand {}

    /**
     * Ends a dispatch whose lease lapsed.
     *
     * @param silentSince when a worker last reported on this dispatch; the start of the lease if none did
     * @param wasAccepted whether a worker has reported on the dispatch
     * @param hasProgressed whether the dispatch got further than every earlier dispatch of its step and direction
     */
    record LapseLease(
            CommandContext context,
            StepId step,
            DispatchNumber dispatch,
            Instant silentSince,
            boolean wasAccepted,
            boolean hasProgressed)
            implements StepCommand {}

    /**
     * Ends the back-off before a step's next attempt.
     *
     * @param due the time for which this command was scheduled; it identifies the back-off, so that the decision does
     *     not depend on a second reading of the clock
     */
    record EndBackoff(CommandContext context, StepId step, Instant due) implements StepCommand {}

    /** Ends a dispatch that Kafka rejected permanently. */
    record RejectDispatch(CommandContext context, StepId step, DispatchNumber dispatch, String reason)
            implements StepCommand {}

    /** Checks the deadlines of the plan; ignored if none has passed. */
    record CheckDeadlines(CommandContext context) implements SagaCommand {}

    /**
     * Handles what became of a question to an endpoint; ignored if the saga does not wait for it.
     *
     * @param number the number of the question
     */
    record AnswerEndpoint(CommandContext context, int number, EndpointAnswer answer) implements SagaCommand {}

    /** A command of an operator; refused with a reason if the state does not allow it. */
    sealed interface OperatorAction extends SagaCommand {}

    /** A decision about a migration, or a rollback, that waits for an approval. */
    sealed interface ApprovalAction extends OperatorAction {}

    /**
     * Approves the migration, or its rollback. The submitter, or who requested the rollback, cannot do it.
     *
     * @param dryRun the dry run that the approver has looked at; absent if there is none; a rollback
     *     has none
     */
    record Approve(CommandContext context, @Nullable ApprovedDryRun dryRun) implements ApprovalAction {}

    /** Ends the migration without a change, or refuses its rollback. */
    record Reject(CommandContext context) implements ApprovalAction {}

    /** Says that nobody reads the old form any more, so that the contract steps can be applied. */
    record ConfirmContract(CommandContext context) implements OperatorAction {}

    /**
     * Ends a migration that waits at a gate, is queued, in preflight or in a dry run, or rolls back a migration that
     * has dispatched an apply.
     */
    record Cancel(CommandContext context) implements OperatorAction {}

    /** Rolls back a completed migration, or requests it if somebody else must approve it. */
    record Rollback(CommandContext context) implements OperatorAction {}

    /** Moves a queued migration before all other migrations that have not started. */
    record Prioritise(CommandContext context) implements OperatorAction {}

    /** A command about how running steps go on; allowed while steps are applied, finished or compensated. */
    sealed interface ControlAction extends OperatorAction {}

    /** Stops steps that are done unit by unit, and starts no other step, until the migration is resumed. */
    record Pause(CommandContext context, RunningScripts scripts) implements ControlAction {}

    /** Continues a paused migration. */
    record Resume(CommandContext context) implements ControlAction {}

    /**
     * Sets how fast each step works that is done unit by unit, from now on.
     *
     * @param pace replaces the one before
     */
    record SetRate(CommandContext context, Pace pace) implements ControlAction {}

    /** A command that is allowed only while a step is stuck. */
    sealed interface StuckStepAction extends OperatorAction {}

    /** Dispatches the stuck steps again; each gets the full number of attempts. */
    record Retry(CommandContext context) implements StuckStepAction {}

    /** Leaves a stuck step applied and compensates the steps that it blocked. */
    record Skip(CommandContext context, StepId step) implements StuckStepAction {}

    /** Ends the migration and leaves the stuck steps, and the steps that they block, applied. */
    record Close(CommandContext context) implements StuckStepAction {}
}
