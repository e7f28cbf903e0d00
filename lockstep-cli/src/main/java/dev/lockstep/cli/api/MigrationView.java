package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.DryRunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A migration in the coordinator's API. Unknown fields, from a newer coordinator, are ignored.
 *
 * @param dryRun whether the plan is only tried
 * @param rehearsal whether the plan is only applied on scratch copies
 * @param progress how far the steps are; absent unless they are applied or compensated
 * @param deadline when the migration must be completed; absent if it has no deadline that can still pass
 * @param queue the place in the queue; absent unless it is queued
 * @param unitsPerSecond the limit of the rate of each step; absent if there is none
 * @param batchSize the number of units per batch; absent if the workers' own settings hold
 * @param cause the reason for its rollback; absent if it is not rolled back
 * @param leftApplied the steps that are still applied while the migration needs an operator, or after an operator
 *     closed it; absent in other states
 * @param contract the contract steps of the plan, which another migration applies; absent if there are none
 * @param expand the migration whose contract steps this one applies; absent if it applies none
 * @param allowedActions the operator actions that are possible now
 * @param undoLimit which part of the migration can no longer be undone; absent if there is none
 * @param frozen the freeze because of which it cannot be rolled back now; absent if there is none
 */
public record MigrationView(
        String id,
        String name,
        String state,
        boolean dryRun,
        boolean rehearsal,
        long version,
        int round,
        @Nullable Instant submittedAt,
        @Nullable String waitingFor,
        @Nullable MigrationProgress progress,
        @Nullable TimeLimit deadline,
        @Nullable QueuePlace queue,
        @Nullable Integer unitsPerSecond,
        @Nullable Integer batchSize,
        @Nullable Cause cause,
        List<StepView> steps,
        @Nullable Conflicts conflicts,
        @Nullable List<String> leftApplied,
        @Nullable List<String> allowedActions,
        @Nullable Contract contract,
        @Nullable String expand,
        @Nullable String undoLimit,
        @Nullable String frozen) {

    private static final Set<String> SETTLED = Set.of(
            "DRY_RUN_COMPLETED",
            "REHEARSAL_COMPLETED",
            "COMPLETED",
            "ROLLED_BACK",
            "NEEDS_OPERATOR",
            "CLOSED_BY_OPERATOR",
            "REJECTED",
            "CANCELLED");

    public MigrationView {
        steps = List.copyOf(steps);
    }

    /** Why a migration is rolled back: a failed step, or an operator's reason if there is no step. */
    public record Cause(@Nullable String step, String reason) {}

    /**
     * Contract steps, which another migration applies.
     *
     * @param migration that migration; absent until this one is completed
     * @param state its state
     * @param waitingFor what it waits for; absent if it does not wait
     */
    public record Contract(
            List<String> steps, @Nullable String migration, @Nullable String state, @Nullable String waitingFor) {}

    /** Units that were not restored, because an application has changed them after the step. */
    public record Conflicts(long total, @Nullable List<Sample> samples) {}

    /** A unit in conflict: the value that the step wrote, and the value that the compensation found. */
    public record Sample(String step, String unit, String expected, String found) {}

    /** Whether a dry run has left out a step, so that it says nothing about it. */
    public boolean hasUntriedSteps() {
        return steps.stream().anyMatch(step -> step.dryRun() instanceof DryRunOutcome.NotTried);
    }

    /** Whether the current round has an outcome, and no rollback waits for its approval. */
    public boolean isSettled() {
        return SETTLED.contains(state) && waitingFor == null;
    }
}
