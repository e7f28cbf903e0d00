package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds migrations and returns their views. */
public final class MigrationViews {
    private final SagaJournal journal;
    private final JdbcTimeline timeline;
    private final FiguresReader figures;
    private final MigrationViewBuilder builder;
    private final WaitTexts waits;
    private final MigrationPages pages;

    MigrationViews(
            SagaJournal journal,
            JdbcTimeline timeline,
            FiguresReader figures,
            MigrationViewBuilder builder,
            WaitTexts waits) {
        this.journal = journal;
        this.timeline = timeline;
        this.figures = figures;
        this.builder = builder;
        this.waits = waits;
        this.pages = new MigrationPages(journal, timeline);
    }

    /** Builds the view of a migration. It is empty if no migration has this id. */
    public Optional<MigrationView> view(MigrationId migration) {
        return journal.read(migration).map(this::view);
    }

    public MigrationView view(VersionedState migration) {
        return builder.view(migration, timeline.withoutSubmission(migration), figures.of(migration));
    }

    /** The view of a migration on which no worker has reported yet, from all its events. */
    public MigrationView view(VersionedState migration, List<SagaEvent> events) {
        return builder.view(migration, events, Figures.NONE);
    }

    /**
     * Builds the views for a list, in its order, without the plan, the findings of dry runs, and what needs further
     * queries.
     */
    List<MigrationView> summaries(List<MigrationId> migrations) {
        return pages.views(migrations, figures::ofSummaries, builder.forPage()).stream()
                .map(MigrationView::withoutDetails)
                .toList();
    }

    /** Builds complete views, in this order. */
    List<MigrationView> views(List<MigrationId> migrations) {
        return pages.views(migrations, figures::ofAll, builder.forPage());
    }

    /** What a migration waits for; empty if nothing. */
    public Optional<String> waitsFor(SagaState.Submitted state) {
        return Optional.ofNullable(waits.of(state));
    }

    /** Which part of each migration can no longer be undone, for those that have such a part. */
    public Map<MigrationId, String> undoLimits(Collection<MigrationId> of) {
        return figures.undoLimits(of);
    }
}
