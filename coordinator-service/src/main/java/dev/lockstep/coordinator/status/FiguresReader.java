package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcDispatches.MeasuredProgress;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.Journals;
import dev.lockstep.coordinator.orchestration.JdbcDryRuns;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.ApprovedDryRun;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.SubmittedPlan;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads what is shown of migrations but is not in their journals. */
final class FiguresReader {
    private final SagaJournal journal;
    private final JdbcDispatches dispatches;
    private final JdbcDryRuns dryRuns;
    private final JdbcErasedUnits erasedUnits;
    private final KeptJournals journals;

    FiguresReader(
            SagaJournal journal,
            JdbcDispatches dispatches,
            JdbcDryRuns dryRuns,
            JdbcErasedUnits erasedUnits,
            KeptJournals journals) {
        this.journal = journal;
        this.dispatches = dispatches;
        this.dryRuns = dryRuns;
        this.erasedUnits = erasedUnits;
        this.journals = journals;
    }

    Figures of(VersionedState migration) {
        return ofAll(Map.of(migration.migration(), migration)).apply(migration);
    }

    /** The figures for a list, without what needs further queries. */
    Function<VersionedState, Figures> ofSummaries(Map<MigrationId, VersionedState> states) {
        Map<DispatchNumber, MeasuredProgress> progress = dispatches.progress(states.keySet());
        Map<MigrationId, Journals> kept = journals.of(states.values());
        return state -> Figures.of(
                progress, Map.of(), Map.of(), Map.of(), kept.getOrDefault(state.migration(), KeptJournals.NONE));
    }

    /** All figures of several migrations. */
    Function<VersionedState, Figures> ofAll(Map<MigrationId, VersionedState> states) {
        Map<DispatchNumber, MeasuredProgress> progress = dispatches.progress(states.keySet());
        Map<DispatchNumber, Duration> durations = dispatches.applyDurations(states.keySet());
        Map<MigrationId, Map<StepId, Long>> erased = erasedUnits.of(states.keySet());
        Map<MigrationId, Journals> kept = journals.of(states.values());
        return state -> Figures.of(
                progress,
                durations,
                estimatesFor(state.state()),
                erased.getOrDefault(state.migration(), Map.of()),
                kept.getOrDefault(state.migration(), KeptJournals.NONE));
    }

    private Map<StepId, StepEstimate> estimatesFor(SagaState state) {
        return state instanceof SagaState.Submitted submitted
                        && submitted.submitted().mode().appliesSteps()
                ? dryRunOf(submitted.submitted())
                        .flatMap(journal::read)
                        .map(StepEstimate::of)
                        .orElseGet(Map::of)
                : Map.of();
    }

    /** The dry run that was approved; otherwise the newest one. */
    private Optional<MigrationId> dryRunOf(SubmittedPlan submitted) {
        return Optional.ofNullable(submitted.approvedDryRun())
                .map(ApprovedDryRun::dryRun)
                .or(() -> dryRuns.newestOf(submitted.checksum()));
    }

    /** Which part of each migration can no longer be undone, for those that have such a part. */
    Map<MigrationId, String> undoLimits(Collection<MigrationId> of) {
        Map<MigrationId, Map<StepId, Long>> erased = erasedUnits.of(of);
        Map<MigrationId, Journals> kept = journals.decisions().journals(of);
        Map<MigrationId, String> limits = new HashMap<>();
        for (MigrationId migration : of) {
            Map<StepId, Long> units = erased.getOrDefault(migration, Map.of());
            Journals journalsOf = kept.getOrDefault(migration, KeptJournals.NONE);
            String limit =
                    Figures.of(Map.of(), Map.of(), Map.of(), units, journalsOf).undoLimit();
            if (limit != null) {
                limits.put(migration, limit);
            }
        }
        return limits;
    }
}
