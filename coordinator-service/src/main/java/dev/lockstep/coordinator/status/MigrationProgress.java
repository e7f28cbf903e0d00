package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far the steps of a migration are, in the API.
 *
 * @param stepsDone the number of steps that are applied, or while it is rolled back, compensated
 * @param steps the number of steps to apply or to compensate
 * @param etaSeconds the expected number of seconds until all steps are applied or compensated, as far as the running steps
 *     and a dry run of the plan tell; absent if it is unknown how long a step takes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationProgress(
        @JsonProperty(required = true) int stepsDone,
        @JsonProperty(required = true) int steps,
        @Nullable Long etaSeconds) {
    private static final long MILLISECONDS_PER_SECOND = 1_000;
    private static final Set<StepStatus> APPLIED =
            Set.of(StepStatus.APPLIED, StepStatus.FINISHING, StepStatus.FINISHED);

    /** The progress of a migration; absent unless its steps are applied or compensated. */
    static @Nullable MigrationProgress of(SagaState.Submitted state, List<StepView> steps) {
        return switch (MigrationState.of(state)) {
            case APPLYING, FINISHING -> ofApply(state.plan().spec(), steps);
            case COMPENSATING -> ofRollback(steps);
            case AWAITING_APPROVAL,
                    AWAITING_CONTRACT,
                    AWAITING_WINDOW,
                    QUEUED,
                    PREFLIGHT,
                    REHEARSING,
                    DRY_RUNNING,
                    ENTERING_MAINTENANCE,
                    BACKING_UP,
                    SMOKE_TESTING,
                    LEAVING_MAINTENANCE,
                    COMPLETED,
                    ROLLED_BACK,
                    NEEDS_OPERATOR,
                    CLOSED_BY_OPERATOR,
                    DRY_RUN_COMPLETED,
                    REHEARSAL_COMPLETED,
                    REJECTED,
                    CANCELLED -> null;
        };
    }

    /** The progress of a migration whose steps are applied. */
    static MigrationProgress ofApply(PlanSpec spec, List<StepView> steps) {
        Map<StepId, Long> remaining = new HashMap<>();
        steps.forEach(step -> remainingSeconds(step, remaining));
        int done = (int)
                steps.stream().filter(step -> APPLIED.contains(step.state())).count();
        return new MigrationProgress(
                done, steps.size(), remaining.size() < steps.size() ? null : (Long) longest(spec, remaining));
    }

    /** The progress of a rollback: the steps that were never applied do not count. */
    static MigrationProgress ofRollback(List<StepView> steps) {
        List<StepView> open = steps.stream()
                .filter(step -> step.state() == StepStatus.COMPENSATING || APPLIED.contains(step.state()))
                .toList();
        int done = (int) steps.stream()
                .filter(step -> step.state() == StepStatus.COMPENSATED)
                .count();
        List<Long> etas = open.stream()
                .map(StepView::progress)
                .filter(progress -> progress != null && progress.etaSeconds() != null)
                .map(StepProgress::etaSeconds)
                .toList();
        return new MigrationProgress(
                done,
                done + open.size(),
                open.isEmpty() || etas.size() < open.size()
                        ? null
                        : (Long) etas.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    private static void remainingSeconds(StepView step, Map<StepId, Long> remaining) {
        StepProgress progress = step.progress();
        StepEstimate estimate = step.estimate();
        if (APPLIED.contains(step.state())) {
            remaining.put(step.id(), 0L);
        } else if (progress != null && progress.etaSeconds() != null) {
            remaining.put(step.id(), progress.etaSeconds());
        } else if (progress == null && estimate != null) {
            remaining.put(step.id(), Math.ceilDiv(estimate.milliseconds(), MILLISECONDS_PER_SECOND));
        }
    }

    /** The longest way through the dependencies, and at least the sum of the steps on each target. */
    private static long longest(PlanSpec spec, Map<StepId, Long> remaining) {
        Map<StepId, SequencedSet<StepId>> dependencies = spec.dependencies();
        Map<StepId, Long> ends = new HashMap<>();
        spec.steps().forEach(step -> end(step.id(), dependencies, remaining, ends));
        Map<TargetName, Long> byTarget = new HashMap<>();
        spec.steps().forEach(step -> byTarget.merge(step.target(), remaining.getOrDefault(step.id(), 0L), Long::sum));
        return Math.max(largest(ends.values()), largest(byTarget.values()));
    }

    private static long end(
            StepId step,
            Map<StepId, SequencedSet<StepId>> dependencies,
            Map<StepId, Long> remaining,
            Map<StepId, Long> ends) {
        Long known = ends.get(step);
        if (known != null) {
            return known;
        }
        long start = Objects.requireNonNull(dependencies.get(step)).stream()
                .mapToLong(dependency -> end(dependency, dependencies, remaining, ends))
                .max()
                .orElse(0);
        long end = start + remaining.getOrDefault(step, 0L);
        ends.put(step, end);
        return end;
    }

    private static long largest(Collection<Long> values) {
        return values.stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
