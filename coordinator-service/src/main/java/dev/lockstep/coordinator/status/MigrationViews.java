package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.Journals;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions.PurgeDecision;
import dev.lockstep.coordinator.orchestration.JdbcDryRuns;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.ApprovedDryRun;
import dev.lockstep.coordinator.saga.Cause;
import dev.lockstep.coordinator.saga.Deadlines;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.Gates;
import dev.lockstep.coordinator.saga.Pause;
import dev.lockstep.coordinator.saga.RollbackRequest;
import dev.lockstep.coordinator.saga.RunControl;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import dev.lockstep.coordinator.saga.SubmittedPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the views of migrations from their states, their timelines and the progress of their dispatches. */
public final class MigrationViews {
    private static final int MAX_SAMPLES = 20;
    private final SagaJournal journal;
    private final JdbcTimeline timeline;
    private final JdbcDispatches dispatches;
    private final JdbcDryRuns dryRuns;
    private final WaitReasons waitReasons;
    private final JdbcErasedUnits erasedUnits;
    private final StepLimits limits;
    private final KeptJournals journals;
    private final ContractViews contracts;

    MigrationViews(
            SagaJournal journal,
            JdbcTimeline timeline,
            JdbcDispatches dispatches,
            JdbcDryRuns dryRuns,
            WaitReasons waitReasons,
            JdbcErasedUnits erasedUnits,
            StepLimits limits,
            KeptJournals journals,
            ContractViews contracts) {
        this.dryRuns = dryRuns;
        this.journal = journal;
        this.timeline = timeline;
        this.dispatches = dispatches;
        this.waitReasons = waitReasons;
        this.erasedUnits = erasedUnits;
        this.limits = limits;
        this.journals = journals;
        this.contracts = contracts;
    }

    /** Builds the view of a migration. It is empty if no migration has this id. */
    public Optional<MigrationView> view(MigrationId migration) {
        return journal.read(migration).map(this::view);
    }

    public MigrationView view(VersionedState migration) {
        MigrationId id = migration.migration();
        Figures figures = Figures.of(
                dispatches.progress(id),
                dispatches.applyDurations(id),
                estimatesFor(migration.state()),
                erasedUnits.of(id),
                journals.of(migration));
        return view(migration, timeline.withoutSubmission(migration), figures);
    }

    /** Builds the view for a list, without the plan, the findings of dry runs, and what needs further queries. */
    Optional<MigrationView> summary(MigrationId migration) {
        return journal.read(migration).map(state -> {
            Figures figures =
                    Figures.of(dispatches.progress(migration), Map.of(), Map.of(), Map.of(), journals.of(state));
            return view(state, timeline.withoutSubmission(state), figures).withoutDetails();
        });
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

    /** The view of a migration on which no worker has reported yet, from all its events. */
    public MigrationView view(VersionedState migration, List<SagaEvent> events) {
        return view(migration, events, Figures.NONE);
    }

    private MigrationView view(VersionedState migration, List<SagaEvent> events, Figures figures) {
        SagaState.Submitted state = (SagaState.Submitted) migration.state();
        StepHistories histories = StepHistories.of(events);
        ContractViews.Link link = contracts.of(state);
        PossibleActions actions = figures.journals().decision() == null
                ? PossibleActions.of(state, link.permitsRollback(), waitReasons::freeze)
                : PossibleActions.of(state, link.permitsRollback(), Optional::empty)
                        .withoutJournals();
        List<StepView> steps = state.plan().spec().steps().stream()
                .map(step -> step(step, state, histories.of(step.id()), figures))
                .toList();
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
                link.waiting() == null ? waitingFor(state, steps) : ContractViews.text(link.waiting()),
                progress(state, steps),
                TimeLimit.of(deadlines(state).migration(), control(state).pause()),
                state instanceof SagaState.Queued queued ? waitReasons.place(queued.migration()) : null,
                control(state).pause(),
                control(state).pace().unitsPerSecond(),
                control(state).pace().batchSize(),
                link.contract(),
                state.submitted().expandMigration(),
                link.waiting(),
                cause(state),
                List.copyOf(state.plan().spec().targets()),
                steps,
                conflicts(steps),
                leftApplied(state),
                figures.undoLimit(),
                purgeDue(figures.journals()),
                MigrationView.PurgeView.of(figures.journals().decision()),
                actions.frozen(),
                actions.allowed(),
                state.submitted().posted());
    }

    private @Nullable Instant purgeDue(Journals kept) {
        return kept.since() == null ? null : kept.since().plus(journals.retention());
    }

    private StepView step(Step step, SagaState.Submitted state, StepHistory history, Figures figures) {
        StepState stepState = Objects.requireNonNull(state.steps().get(step.id()));
        DispatchNumber dispatch = history.dispatch();
        return new StepView(
                step.id(),
                step.target(),
                step.operation().type(),
                StepStatus.of(stepState),
                dispatch == null ? null : dispatch.value(),
                history.attempt(),
                limits.maxAttempts(state, step.id()),
                TimeLimit.of(
                        deadlines(state).steps().get(step.id()), control(state).pause()),
                dispatch == null ? null : figures.progress().get(dispatch),
                MissingWorkers.textFor(step, stepState, figures.accepted()),
                history.rehearsal(),
                history.dryRun(),
                history.backup(),
                history.result(),
                figures.milliseconds(history.applied()),
                figures.estimates().get(step.id()),
                history.compensation(),
                history.failure(),
                figures.erased().get(step.id()));
    }

    private static @Nullable Instant startedAt(SagaState state) {
        return state instanceof SagaState.Started started ? started.startedAt() : null;
    }

    private static RunControl control(SagaState state) {
        return state instanceof SagaState.Unsettled running ? running.data().control() : RunControl.NONE;
    }

    private static Deadlines deadlines(SagaState state) {
        return state instanceof SagaState.Started started ? started.data().deadlines() : Deadlines.NONE;
    }

    private static @Nullable Cause cause(SagaState state) {
        SagaState continued = state instanceof SagaState.AtEndpoint waiting ? waiting.before() : state;
        return continued instanceof SagaState.RollbackStarted rollback ? rollback.cause() : null;
    }

    /** What a migration waits for; empty if nothing. */
    public Optional<String> waitsFor(SagaState.Submitted state) {
        return Optional.ofNullable(waitingFor(state, List.of()));
    }

    /** Which part of each migration can no longer be undone, for those that have such a part. */
    public Map<MigrationId, String> undoLimits(Collection<MigrationId> of) {
        Map<MigrationId, Map<StepId, Long>> erased = erasedUnits.of(of);
        Map<MigrationId, PurgeDecision> purged = journals.decisions().findAll(of);
        Map<MigrationId, String> limits = new HashMap<>();
        for (MigrationId migration : of) {
            Map<StepId, Long> units = erased.getOrDefault(migration, Map.of());
            Journals kept = new Journals(null, purged.get(migration));
            String limit = Figures.of(Map.of(), Map.of(), Map.of(), units, kept).undoLimit();
            if (limit != null) {
                limits.put(migration, limit);
            }
        }
        return limits;
    }

    private static @Nullable MigrationProgress progress(SagaState.Submitted state, List<StepView> steps) {
        return switch (MigrationState.of(state)) {
            case APPLYING, FINISHING -> MigrationProgress.ofApply(state.plan().spec(), steps);
            case COMPENSATING -> MigrationProgress.ofRollback(steps);
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

    private @Nullable String waitingFor(SagaState.Submitted state, List<StepView> steps) {
        return switch (state) {
            case SagaState.Queued queued ->
                waitReasons
                        .of(queued.migration(), queued.plan().spec().targets())
                        .orElse(null);
            case SagaState.AwaitingApproval waiting -> approvalBy(Gates.of(waiting.submitted()));
            case SagaState.AwaitingWindow waiting ->
                "the window of the plan opens at "
                        + Objects.requireNonNull(Gates.of(waiting.submitted()).window())
                                .notBefore();
            // What is asked of workers is added by the caller.
            case SagaState.AwaitingContract _s -> null;
            case SagaState.RollbackRequested waiting -> approvalBy(waiting.request());
            case SagaState.AtEndpoint waiting -> answerTo(waiting.call());
            case SagaState.Started started ->
                control(started).isPaused() ? pausedBy(control(started).pause()) : worker(steps);
            case SagaState.Cancelled _s -> null;
        };
    }

    private static @Nullable String worker(List<StepView> steps) {
        return steps.stream()
                .map(StepView::waitingFor)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String answerTo(EndpointCall call) {
        return switch (call.purpose()) {
            case ENTER_MAINTENANCE -> "endpoint \"%s\" must enter maintenance".formatted(call.endpoint());
            case LEAVE_MAINTENANCE -> "endpoint \"%s\" must leave maintenance".formatted(call.endpoint());
            case SMOKE_TEST -> "smoke test \"%s\" must pass".formatted(call.endpoint());
        };
    }

    private static @Nullable String pausedBy(@Nullable Pause pause) {
        return pause == null
                ? null
                : "%s has paused it at %s: %s".formatted(pause.actor(), pause.since(), pause.reason());
    }

    private static String approvalBy(Gates gates) {
        return "somebody other than %s must approve it until %s"
                .formatted(gates.submitter(), gates.approvalEnd().orElseThrow());
    }

    private static String approvalBy(RollbackRequest request) {
        return "somebody other than %s must approve the rollback until %s"
                .formatted(request.requester(), request.end());
    }

    private static @Nullable List<StepId> leftApplied(SagaState state) {
        if (state instanceof SagaState.ClosedByOperator closed) {
            return closed.data().leftApplied();
        }
        return state instanceof SagaState.NeedsOperator stuck ? stuck.data().leftApplied() : null;
    }

    private static MigrationView.Conflicts conflicts(List<StepView> steps) {
        long total = 0;
        List<MigrationView.ConflictSample> samples = new ArrayList<>();
        for (StepView step : steps) {
            CompensationResult compensation = step.compensation();
            if (compensation != null) {
                total += compensation.conflicts();
                compensation.conflictSamples().stream()
                        .limit(MAX_SAMPLES - samples.size())
                        .map(conflict -> new MigrationView.ConflictSample(
                                step.id(), conflict.unit(), conflict.expected(), conflict.found()))
                        .forEach(samples::add);
            }
        }
        return new MigrationView.Conflicts(total, samples);
    }
}
