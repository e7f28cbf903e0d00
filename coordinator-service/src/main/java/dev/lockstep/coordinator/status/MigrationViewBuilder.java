package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.Journals;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.Cause;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;

/** Builds the view of a migration from its state, its events and its figures. */
final class MigrationViewBuilder {
    private final StepViewBuilder stepViews;
    private final ContractViews contracts;
    private final WaitTexts waits;
    private final WaitReasons waitReasons;
    private final Duration retention;

    /** @param retention how long the journals are kept after the end of the migration */
    MigrationViewBuilder(
            StepViewBuilder stepViews,
            ContractViews contracts,
            WaitTexts waits,
            WaitReasons waitReasons,
            Duration retention) {
        this.stepViews = stepViews;
        this.contracts = contracts;
        this.waits = waits;
        this.waitReasons = waitReasons;
        this.retention = retention;
    }

    MigrationView view(VersionedState migration, List<SagaEvent> events, Figures figures) {
        return forPage().view(migration, events, figures);
    }

    /** Builds the views of a page, and asks once for the open freeze. */
    MigrationPages.ViewBuilder forPage() {
        Supplier<Optional<String>> freeze = SingletonSupplier.of(waitReasons::freeze);
        return (migration, events, figures) -> view(migration, events, figures, freeze);
    }

    private MigrationView view(
            VersionedState migration, List<SagaEvent> events, Figures figures, Supplier<Optional<String>> freeze) {
        SagaState.Submitted state = (SagaState.Submitted) migration.state();
        StepHistories histories = StepHistories.of(events);
        ContractViews.Link link = contracts.of(state);
        PossibleActions actions = actions(state, link, figures, freeze);
        RunLimits run = RunLimits.of(state);
        List<StepView> steps = stepViews.steps(state, histories, figures);
        return new MigrationView(
                migration.migration(),
                state.plan().name(),
                state.plan().metadata().description(),
                state.plan().metadata().labels(),
                MigrationState.of(state),
                state.submitted().mode() == RunMode.DRY_RUN,
                state.submitted().mode() == RunMode.REHEARSAL,
                migration.version(),
                state.round(),
                state.submitted().submittedAt(),
                startedAt(state),
                histories.endedAt().orElse(null),
                link.waiting() == null ? waits.of(state, steps, freeze) : ContractViews.text(link.waiting()),
                MigrationProgress.of(state, steps),
                TimeLimit.of(run.deadlines().migration(), run.control().pause()),
                state instanceof SagaState.Queued queued ? waitReasons.place(queued.migration()) : null,
                run.control().pause(),
                run.control().pace().unitsPerSecond(),
                run.control().pace().batchSize(),
                link.contract(),
                state.submitted().expandMigration(),
                link.waiting(),
                cause(state),
                List.copyOf(state.plan().spec().targets()),
                steps,
                MigrationView.Conflicts.of(steps),
                leftApplied(state),
                figures.undoLimit(),
                purgeDue(figures.journals()),
                MigrationView.PurgeView.of(figures.journals().decision()),
                actions.frozen(),
                actions.allowed(),
                state.submitted().posted());
    }

    private static PossibleActions actions(
            SagaState.Submitted state, ContractViews.Link link, Figures figures, Supplier<Optional<String>> freeze) {
        boolean permitsRollback = link.permitsRollback() && figures.journals().permitRollback();
        return PossibleActions.of(state, permitsRollback, freeze);
    }

    private @Nullable Instant purgeDue(Journals kept) {
        return kept.since() == null ? null : kept.since().plus(retention);
    }

    private static @Nullable Instant startedAt(SagaState state) {
        return state instanceof SagaState.Started started ? started.startedAt() : null;
    }

    private static @Nullable Cause cause(SagaState state) {
        SagaState continued = state instanceof SagaState.AtEndpoint waiting ? waiting.before() : state;
        return continued instanceof SagaState.RollbackStarted rollback ? rollback.cause() : null;
    }

    private static @Nullable List<StepId> leftApplied(SagaState state) {
        if (state instanceof SagaState.ClosedByOperator closed) {
            return closed.data().leftApplied();
        }
        return state instanceof SagaState.NeedsOperator stuck ? stuck.data().leftApplied() : null;
    }
}
