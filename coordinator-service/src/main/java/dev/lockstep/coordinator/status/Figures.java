package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.coordinator.dispatch.JdbcDispatches.MeasuredProgress;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.Journals;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a migration but is not in its journal.
 *
 * @param progress the progress of the outstanding dispatches
 * @param accepted the outstanding dispatches on which a worker has reported
 * @param durations how long each ended apply took
 * @param estimates what the newest dry run of the plan expected
 * @param erased the number of units of each step whose values were erased
 * @param journals what becomes of the journals after the end of the migration
 */
record Figures(
        Map<DispatchNumber, StepProgress> progress,
        Set<DispatchNumber> accepted,
        Map<DispatchNumber, Duration> durations,
        Map<StepId, StepEstimate> estimates,
        Map<StepId, Long> erased,
        Journals journals) {
    static final Figures NONE = new Figures(Map.of(), Set.of(), Map.of(), Map.of(), Map.of(), KeptJournals.NONE);

    /** What is known of the outstanding dispatches, and the rest. */
    static Figures of(
            Map<DispatchNumber, MeasuredProgress> measured,
            Map<DispatchNumber, Duration> durations,
            Map<StepId, StepEstimate> estimates,
            Map<StepId, Long> erased,
            Journals journals) {
        Map<DispatchNumber, StepProgress> progress = new HashMap<>();
        measured.forEach((number, found) -> {
            StepProgress shown = StepProgress.of(found);
            if (shown != null) {
                progress.put(number, shown);
            }
        });
        return new Figures(progress, Set.copyOf(measured.keySet()), durations, estimates, erased, journals);
    }

    @Nullable Long milliseconds(@Nullable DispatchNumber apply) {
        Duration duration = apply == null ? null : durations.get(apply);
        return duration == null ? null : (Long) duration.toMillis();
    }

    /** What can no longer be undone; absent if nothing was erased or purged, and no target was reset. */
    @Nullable String undoLimit() {
        if (journals.decision() != null) {
            return journals.decision().description() + ", so no step can be undone any more";
        }
        if (journals.reset() != null) {
            return journals.reset().description() + ", so the migration can no longer be rolled back";
        }
        long units = erased.values().stream().mapToLong(Long::longValue).sum();
        return units == 0
                ? null
                : "%d %s erased on request and can no longer be undone"
                        .formatted(units, units == 1 ? "unit was" : "units were");
    }
}
