package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Actor;
import java.util.Collection;
import java.util.stream.Collectors;

/** Builds the refusals of operator actions. Each states why the action is refused and what to do instead. */
final class ActionRefusals {
    private ActionRefusals() {}

    static Decision.Refused unknownMigration() {
        return refused("there is no such migration");
    }

    static Decision.Refused nothingToRollBack() {
        return refused("no step has been applied yet, so there is nothing to roll back; use cancel");
    }

    static Decision.Refused noApprovalAwaited() {
        return refused("the migration does not wait for an approval");
    }

    static Decision.Refused noConfirmationAwaited() {
        return refused("the migration does not wait for an operator to confirm its contract steps");
    }

    static Decision.Refused submitterCannotApprove(Actor submitter) {
        return refused("the plan was submitted by %s; somebody else must approve it".formatted(submitter));
    }

    static Decision.Refused requesterCannotApprove(Actor requester) {
        return refused("the rollback was requested by %s; somebody else must approve it".formatted(requester));
    }

    static Decision.Refused rollbackAwaitsApproval() {
        return refused("the migration is completed, and its rollback waits for an approval; use approve or reject");
    }

    static Decision.Refused notCompleted() {
        return refused("the migration is not completed yet; use cancel, which also rolls back the applied steps");
    }

    static Decision.Refused notQueued() {
        return refused("the migration does not wait in the queue, so it cannot be moved there");
    }

    static Decision.Refused nothingToControl() {
        return refused(
                "no step is being applied, finished or compensated, so there is nothing to pause or to throttle");
    }

    static Decision.Refused notPaused() {
        return refused("the migration is not paused");
    }

    static Decision.Refused alreadyPaused(Pause pause) {
        return refused("%s has paused the migration at %s: %s; use resume"
                .formatted(pause.actor(), pause.since(), pause.reason()));
    }

    static Decision.Refused pivotNotInterruptible(StepId pivot) {
        return refused("step \"%s\" is irreversible and may be applied, so it is not cancelled; pause without it"
                .formatted(pivot));
    }

    static Decision.Refused paceUnchanged(Pace pace) {
        return refused(
                pace.equals(Pace.NONE)
                        ? "the rate is not limited, and no batch size is set"
                        : "the steps already have this limit: " + pace);
    }

    static Decision.Refused noStuckStep() {
        return refused("no step is stuck; retry, skip and close are possible in state NEEDS_OPERATOR only");
    }

    static Decision.Refused alreadyCompleted() {
        return refused("the migration is completed; use rollback");
    }

    static Decision.Refused pivotPassed(StepId pivot) {
        return refused(("step \"%s\" is irreversible and may be applied, so the migration cannot be rolled back;"
                        + " wait until the migration is completed or needs an operator")
                .formatted(pivot));
    }

    static Decision.Refused pivotApplied(StepId pivot) {
        return refused(("step \"%s\" is irreversible and applied, so the migration cannot be rolled back;"
                        + " submit a plan that reverses the step")
                .formatted(pivot));
    }

    static Decision.Refused leavingMaintenance() {
        return refused("the migration is ending: its application leaves maintenance; wait until it has ended");
    }

    static Decision.Refused compensationRunning() {
        return refused("compensations are still running; wait until the migration is rolled back or needs an operator");
    }

    static Decision.Refused rollbackStuck() {
        return refused("the rollback has already started, and a compensation is stuck; use retry, skip or close");
    }

    static Decision.Refused stuckAtPivot(StepId pivot) {
        return refused(("step \"%s\" is irreversible and may be applied, so the migration cannot be rolled back;"
                        + " use retry or close")
                .formatted(pivot));
    }

    static Decision.Refused pivotNotSkippable(StepId pivot) {
        return refused("the apply of step \"%s\" is stuck, but skip is for stuck compensations only; use retry or close"
                .formatted(pivot));
    }

    static Decision.Refused stepNotStuck(StepId step, Collection<StepId> stuck) {
        return refused("step \"%s\" is not stuck; name one of the stuck steps: %s".formatted(step, quoted(stuck)));
    }

    /**
     * Refuses any action on a settled migration.
     *
     * @param outcome the end of a sentence that starts with "the migration"
     */
    static Decision.Refused settled(String outcome) {
        return refused(
                "the migration %s, so no further action is possible; submit the plan again to start a new migration"
                        .formatted(outcome));
    }

    private static String quoted(Collection<StepId> steps) {
        return steps.stream().map("\"%s\""::formatted).collect(Collectors.joining(", "));
    }

    private static Decision.Refused refused(String reason) {
        return new Decision.Refused(reason);
    }
}
