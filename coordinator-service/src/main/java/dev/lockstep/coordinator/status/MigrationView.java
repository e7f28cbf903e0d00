package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.PurgeDecision;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.saga.Action;
import dev.lockstep.coordinator.saga.Cause;
import dev.lockstep.coordinator.saga.Pause;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A migration in the API.
 *
 * @param dryRun whether the plan is only tried
 * @param rehearsal whether the plan is only applied on scratch copies
 * @param version the number of events in the journal; the ETag starts with it
 * @param endedAt when the current round ended
 * @param waitingFor what the migration waits for: its targets, a person, an endpoint, or a worker that does not report
 * @param progress how far its steps are; absent unless steps are applied or compensated
 * @param deadline when the migration must be completed; absent if it has no deadline that can still pass
 * @param queue the place in the queue; only while it is queued
 * @param pause who has paused the migration, and why; absent while it is not paused
 * @param unitsPerSecond the highest rate of each step that is done unit by unit; absent if there is no limit
 * @param batchSize the number of units per batch that an operator has set; absent if the workers' own settings hold
 * @param contract the contract steps of the plan and the linked migration that applies them; absent if there are none
 * @param expand the migration whose contract steps this one applies; absent if it applies none
 * @param contractWait what the migration of contract steps waits for; absent if it does not wait any more
 * @param cause why the migration was or is rolled back
 * @param leftApplied the steps whose changes remain in the stores
 * @param undoLimit which part of the migration can no longer be undone, because units were erased, its journals are
 *     purged, or a target has lost its journal or is another database
 * @param purgeDue when the retention of its journals ends; absent if it has none, or if a purge is decided
 * @param purge the purge of its journals; absent unless it is decided
 * @param frozen the freeze because of which no rollback of the completed migration can start now
 * @param allowedActions the actions that are possible now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationView(
        MigrationId id,
        PlanName name,
        @Nullable String description,
        Map<String, String> labels,
        MigrationState state,
        boolean dryRun,
        boolean rehearsal,
        long version,
        int round,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String waitingFor,
        @Nullable MigrationProgress progress,
        @Nullable TimeLimit deadline,
        JdbcQueue.@Nullable Place queue,
        @Nullable Pause pause,
        @Nullable Integer unitsPerSecond,
        @Nullable Integer batchSize,
        @Nullable ContractView contract,
        @Nullable MigrationId expand,
        @Nullable ContractWaitView contractWait,
        @Nullable Cause cause,
        List<TargetName> targets,
        List<StepView> steps,
        Conflicts conflicts,
        @Nullable List<StepId> leftApplied,
        @Nullable String undoLimit,
        @Nullable Instant purgeDue,
        @Nullable PurgeView purge,
        @Nullable String frozen,
        Set<Action> allowedActions,
        @Schema(implementation = Object.class) @Nullable Plan plan) {
    /**
     * The units that the compensations did not restore because an application had changed them.
     *
     * @param total the number of these units
     * @param samples some of these units
     */
    public record Conflicts(long total, List<ConflictSample> samples) {
        private static final int MAX_SAMPLES = 20;

        static Conflicts of(List<StepView> steps) {
            long total = 0;
            List<ConflictSample> samples = new ArrayList<>();
            for (StepView step : steps) {
                CompensationResult compensation = step.compensation();
                if (compensation != null) {
                    total += compensation.conflicts();
                    compensation.conflictSamples().stream()
                            .limit(MAX_SAMPLES - samples.size())
                            .map(conflict -> new ConflictSample(
                                    step.id(), conflict.unit(), conflict.expected(), conflict.found()))
                            .forEach(samples::add);
                }
            }
            return new Conflicts(total, samples);
        }
    }

    /**
     * The purge of the journals, after which the migration cannot be rolled back.
     *
     * @param decidedAt since when it cannot be rolled back
     * @param actor who decided it; the coordinator if the retention had ended
     * @param purgedAt when the last journal was removed; absent until then
     */
    public record PurgeView(Instant decidedAt, Actor actor, String reason, @Nullable Instant purgedAt) {
        static @Nullable PurgeView of(@Nullable PurgeDecision decision) {
            return decision == null
                    ? null
                    : new PurgeView(decision.decidedAt(), decision.actor(), decision.reason(), decision.purgedAt());
        }
    }

    public record ConflictSample(StepId step, String unit, String expected, String found) {}

    /**
     * The ETag: the version, and a hash of what is shown but is not in the journal. Without the hash, a conditional
     * request would hide progress.
     */
    @JsonIgnore
    public String etag() {
        List<StepProgress> progressOfSteps =
                steps.stream().map(StepView::progress).filter(Objects::nonNull).toList();
        List<StepEstimate> estimates =
                steps.stream().map(StepView::estimate).filter(Objects::nonNull).toList();
        if (progressOfSteps.isEmpty()
                && estimates.isEmpty()
                && waitingFor == null
                && queue == null
                && contract == null
                && undoLimit == null
                && frozen == null) {
            return "\"%d\"".formatted(version);
        }
        CRC32 hash = new CRC32();
        hash.update("%s %s %s %s %s %s %s %s %s"
                .formatted(
                        progressOfSteps, estimates, waitingFor, queue, contract, contractWait, undoLimit, purge, frozen)
                .getBytes(StandardCharsets.UTF_8));
        return "\"%d-%x\"".formatted(version, hash.getValue());
    }

    /**
     * The view for lists. The plan, the findings of dry runs and the backups are left out because they can be large.
     */
    MigrationView withoutDetails() {
        return new MigrationView(
                id,
                name,
                description,
                labels,
                state,
                dryRun,
                rehearsal,
                version,
                round,
                submittedAt,
                startedAt,
                endedAt,
                waitingFor,
                progress,
                deadline,
                queue == null ? null : queue.withoutNames(),
                pause,
                unitsPerSecond,
                batchSize,
                contract,
                expand,
                contractWait,
                cause,
                targets,
                steps.stream().map(StepView::withoutDetails).toList(),
                conflicts,
                leftApplied,
                undoLimit,
                purgeDue,
                purge,
                frozen,
                allowedActions,
                null);
    }
}
