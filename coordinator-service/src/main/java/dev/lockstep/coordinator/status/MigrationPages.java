package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Builds the views of the migrations on a page. Reads the events and figures of several migrations by one query. A
 * state that is not cached costs one more.
 */
record MigrationPages(SagaJournal journal, JdbcTimeline timeline) {
    /** Few enough that their events fit into the memory. */
    private static final int READ_TOGETHER = 10;

    /** Builds one view. */
    interface ViewBuilder {
        MigrationView view(VersionedState migration, List<SagaEvent> events, Figures figures);
    }

    /** Reads the figures of some migrations. */
    interface PageFigures {
        Function<VersionedState, Figures> read(Map<MigrationId, VersionedState> states);
    }

    /** The views in the order of the migrations, without migrations that do not exist. */
    List<MigrationView> views(List<MigrationId> migrations, PageFigures reader, ViewBuilder builder) {
        List<MigrationView> views = new ArrayList<>();
        for (int first = 0; first < migrations.size(); first += READ_TOGETHER) {
            List<MigrationId> part = migrations.subList(first, Math.min(first + READ_TOGETHER, migrations.size()));
            Map<MigrationId, VersionedState> states = journal.readAll(part);
            Map<MigrationId, List<SagaEvent>> events = timeline.withoutSubmission(states.values());
            Function<VersionedState, Figures> figures = reader.read(states);
            part.stream()
                    .filter(states::containsKey)
                    .map(migration -> Objects.requireNonNull(states.get(migration)))
                    .forEach(state -> views.add(builder.view(
                            state, events.getOrDefault(state.migration(), List.of()), figures.apply(state))));
        }
        return views;
    }
}
