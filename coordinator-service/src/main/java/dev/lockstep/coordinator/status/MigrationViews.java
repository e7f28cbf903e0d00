package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.Queue;
import dev.lockstep.coordinator.orchestration.Recorded;
import dev.lockstep.coordinator.saga.Cause;
import dev.lockstep.coordinator.saga.OperatorActions;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together what is to be seen of a migration. */
public final class MigrationViews {
    private static final int SAMPLES = 20;

    private final JdbcSagaJournal journal;
    private final JdbcTimeline timeline;
    private final JdbcProgress progress;
    private final Queue queue;

    MigrationViews(JdbcSagaJournal journal, JdbcTimeline timeline, JdbcProgress progress, Queue queue) {
        this.journal = journal;
        this.timeline = timeline;
        this.progress = progress;
        this.queue = queue;
    }

    /** Empty where no migration has that id. */
    public Optional<MigrationView> view(MigrationId migration) {
        return journal.read(migration).map(this::view);
    }

    /** As it was recorded. */
    public MigrationView view(Recorded recorded) {
        SagaState.Submitted state = (SagaState.Submitted) recorded.state();
        StepStories stories = StepStories.of(timeline.ofSteps(recorded.migration()));
        Map<DispatchNumber, Progress> under = progress.of(recorded.migration());
        List<StepView> steps = state.plan().spec().steps().stream()
                .map(step -> step(step, state, stories, under))
                .toList();
        return new MigrationView(
                recorded.migration(),
                state.plan().name(),
                state.plan().metadata().description(),
                state.plan().metadata().labels(),
                MigrationState.of(state),
                recorded.version(),
                state.round(),
                state.posted().submittedAt(),
                startOf(state),
                stories.endedAt().orElse(null),
                waitingFor(state),
                causeOf(state),
                List.copyOf(state.plan().spec().targets()),
                steps,
                conflicts(steps),
                leftApplied(state),
                OperatorActions.allowed(state),
                state.plan());
    }

    private static StepView step(
            Step step, SagaState.Submitted state, StepStories stories, Map<DispatchNumber, Progress> under) {
        StepState standing = Objects.requireNonNull(state.steps().get(step.id()));
        StepStories.Story story = stories.of(step.id());
        DispatchNumber dispatch = story.dispatch();
        return new StepView(
                step.id(),
                step.target(),
                step.operation().type(),
                StepStanding.of(standing),
                dispatch == null ? null : dispatch.value(),
                story.attempt(),
                dispatch == null ? null : under.get(dispatch),
                story.result(),
                story.compensation(),
                story.failure());
    }

    private static @Nullable Instant startOf(SagaState state) {
        return state instanceof SagaState.Started started ? started.startedAt() : null;
    }

    private static @Nullable Cause causeOf(SagaState state) {
        return state instanceof SagaState.TurnedAround turned ? turned.cause() : null;
    }

    private @Nullable String waitingFor(SagaState.Submitted state) {
        return state instanceof SagaState.Queued queued
                ? queue.waitingFor(queued.migration(), queued.plan().spec().targets())
                        .orElse(null)
                : null;
    }

    private static @Nullable List<StepId> leftApplied(SagaState state) {
        if (state instanceof SagaState.ClosedByOperator closed) {
            return closed.run().leftApplied();
        }
        return state instanceof SagaState.NeedsOperator stuck ? stuck.run().leftApplied() : null;
    }

    private static MigrationView.Conflicts conflicts(List<StepView> steps) {
        long total = 0;
        List<MigrationView.Sample> samples = new ArrayList<>();
        for (StepView step : steps) {
            CompensationResult undone = step.compensation();
            if (undone != null) {
                total += undone.conflicts();
                undone.conflictSamples().stream()
                        .limit(SAMPLES - samples.size())
                        .map(one -> new MigrationView.Sample(step.id(), one.unit(), one.expected(), one.found()))
                        .forEach(samples::add);
            }
        }
        return new MigrationView.Conflicts(total, samples);
    }
}
