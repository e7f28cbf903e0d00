package dev.lockstep.system.simulation;

import dev.lockstep.system.simulation.TransitionCoverage.Cell;
import java.util.Set;

/** The cells of the transition table that ten thousand seeds must reach; each exclusion has its reason. */
final class RequiredCells {
    private static final Set<String> STATES_BEFORE_COMPENSATION = Set.of(
            "Preflight",
            "Rehearsing",
            "RehearsalCompleted",
            "DryRunning",
            "BackingUp",
            "DryRunCompleted",
            "Applying",
            "Finishing",
            "Completed",
            "StuckAtPivot",
            "Rejected",
            "Cancelled");
    private static final Set<String> STATES_OF_DRY_RUNS =
            Set.of("DryRunning", "DryRunCompleted", "Rejected", "Cancelled");
    private static final Set<String> STATES_AT_GATES = Set.of("AwaitingApproval", "AwaitingWindow", "AwaitingContract");
    private static final Set<String> STATES_AT_ENDPOINTS =
            Set.of("EnteringMaintenance", "SmokeTesting", "LeavingMaintenance");
    private static final Set<String> STATES_WITH_DEADLINE = Set.of(
            "Preflight",
            "Rehearsing",
            "DryRunning",
            "BackingUp",
            "EnteringMaintenance",
            "Applying",
            "SmokeTesting",
            "Finishing");
    private static final Set<String> STATES_BEFORE_DISPATCH =
            Set.of("Unsubmitted", "AwaitingApproval", "AwaitingWindow", "AwaitingContract", "Queued");
    private static final Set<String> DISPATCH_COMMANDS = Set.of(
            "Accepted",
            "Heartbeat",
            "Succeeded",
            "Compensated",
            "Rehearsed",
            "DryRun",
            "Stopped",
            "Failed",
            "Stale",
            "Rejected",
            "LapseLease",
            "EndBackoff",
            "RejectDispatch");

    private static final Set<String> REFUSED_AT_GATES =
            Set.of("Approve", "Reject", "Prioritise", "Pause", "Resume", "SetRate", "Rollback", "Skip");
    /** A migration whose steps are finished can be paused and throttled. */
    private static final Set<String> REFUSED_WHILE_FINISHING =
            Set.of("Approve", "Reject", "Prioritise", "Rollback", "Skip", "Retry", "Close");

    private RequiredCells() {}

    static boolean isRequired(Cell cell) {
        return !(isSubmissionOutOfPlace(cell)
                || isBeforeFirstDispatch(cell)
                || isBeforeFence(cell)
                || isBeforeCompensation(cell)
                || isOutsideDryRun(cell)
                || isOutsideQueue(cell)
                || isOfBackup(cell)
                || isWithoutEndpoint(cell)
                || isDispatchAtEndpoint(cell)
                || isRollbackAtRest(cell)
                || isRare(cell));
    }

    /**
     * A repeated submission finds its idempotency key and sends no command. An unknown migration gets no other command.
     */
    private static boolean isSubmissionOutOfPlace(Cell cell) {
        return Set.of("Submit", "SubmitContract").contains(cell.command())
                != cell.state().equals("Unsubmitted");
    }

    /** No dispatch is sent before the migration starts. */
    private static boolean isBeforeFirstDispatch(Cell cell) {
        return STATES_BEFORE_DISPATCH.contains(cell.state()) && DISPATCH_COMMANDS.contains(cell.command());
    }

    /** Only dispatches that raise the fence can be stale. */
    private static boolean isBeforeFence(Cell cell) {
        return Set.of(
                                "Preflight",
                                "Rehearsing",
                                "RehearsalCompleted",
                                "DryRunning",
                                "BackingUp",
                                "DryRunCompleted",
                                "Rejected",
                                "Cancelled")
                        .contains(cell.state())
                && cell.command().equals("Stale");
    }

    /** A migration that was never rolled back has sent no compensate command. */
    private static boolean isBeforeCompensation(Cell cell) {
        return STATES_BEFORE_COMPENSATION.contains(cell.state())
                && cell.command().equals("Compensated");
    }

    /**
     * The coordinator sends no command that restores; a backup and a rehearsal are reported while they are
     * awaited.
     */
    private static boolean isOfBackup(Cell cell) {
        return switch (cell.command()) {
            case "Restored" -> true;
            case "BackedUp" -> !cell.state().equals("BackingUp");
            case "Rehearsed" -> !cell.state().equals("Rehearsing");
            default -> false;
        };
    }

    /**
     * Only a queued migration is started or waits for a worker, and only one that can be stopped has a deadline; gates
     * are checked until then, and while a rollback must be approved.
     */
    private static boolean isOutsideQueue(Cell cell) {
        return switch (cell.command()) {
            // A repetition that is so late that the contract steps have begun is rare.
            case "PassContractChecks" -> !cell.state().equals("AwaitingContract");
            // Refused in all other states, in the same way.
            case "ConfirmContract" -> !cell.state().equals("AwaitingContract");
            case "Start" -> STATES_AT_GATES.contains(cell.state());
            case "ReportMissingWorker" -> !cell.state().equals("Queued");
            case "CheckDeadlines" -> !STATES_WITH_DEADLINE.contains(cell.state());
            case "CheckGates" ->
                !STATES_BEFORE_DISPATCH.contains(cell.state()) && !cell.state().equals("RollbackRequested");
            default -> false;
        };
    }

    /** No endpoint is asked before every preflight has passed, nor for a dry run. */
    private static boolean isWithoutEndpoint(Cell cell) {
        return cell.command().equals("AnswerEndpoint")
                && (STATES_BEFORE_DISPATCH.contains(cell.state())
                        || Set.of(
                                        "Preflight",
                                        "Rehearsing",
                                        "RehearsalCompleted",
                                        "DryRunning",
                                        "DryRunCompleted",
                                        "Rejected")
                                .contains(cell.state()));
    }

    /** While an endpoint is asked, no dispatch is outstanding; only late and repeated reports arrive. */
    private static boolean isDispatchAtEndpoint(Cell cell) {
        return STATES_AT_ENDPOINTS.contains(cell.state())
                && Set.of("RejectDispatch", "Rejected", "Compensated", "Stale", "Stopped", "EndBackoff")
                        .contains(cell.command());
    }

    /**
     * The saga leaves {@code RollbackOpened} in the decision in which it reaches it. A rollback is requested long after
     * the last dispatch, so reports come too late only by chance; all other commands arrive.
     */
    private static boolean isRollbackAtRest(Cell cell) {
        return cell.state().equals("RollbackOpened")
                || (cell.state().equals("RollbackRequested")
                        && (DISPATCH_COMMANDS.contains(cell.command())
                                || Set.of("Start", "AnswerEndpoint").contains(cell.command())));
    }

    /** Only a dry run has sent dry-run commands. */
    private static boolean isOutsideDryRun(Cell cell) {
        return !STATES_OF_DRY_RUNS.contains(cell.state()) && cell.command().equals("DryRun");
    }

    /**
     * A saga whose dispatch was rejected does not reach these states, except by a very late repetition. An operator
     * seldom acts at random while the irreversible step is stuck, while contract steps wait, or while steps are
     * finished; what is refused then is refused in the same way in all other states. A worker that is ended seldom
     * reports after its step is stuck.
     */
    private static boolean isRare(Cell cell) {
        return (Set.of("Completed", "StuckAtPivot", "ClosedByOperator", "DryRunCompleted", "RehearsalCompleted")
                                .contains(cell.state())
                        && cell.command().equals("RejectDispatch"))
                || (cell.state().equals("RehearsalCompleted") && cell.command().equals("Rejected"))
                || (cell.state().equals("StuckAtPivot")
                        && (REFUSED_AT_GATES.contains(cell.command())
                                || cell.command().equals("Stopped")))
                || (cell.state().equals("StuckCompensating") && cell.command().equals("Stopped"))
                || (cell.state().equals("StuckAtPivot") && cell.command().equals("LapseLease"))
                || (Set.of("AwaitingContract", "AwaitingWindow").contains(cell.state())
                        && (REFUSED_AT_GATES.contains(cell.command())
                                || Set.of("Retry", "Close").contains(cell.command())))
                || (cell.state().equals("Finishing") && REFUSED_WHILE_FINISHING.contains(cell.command()));
    }
}
