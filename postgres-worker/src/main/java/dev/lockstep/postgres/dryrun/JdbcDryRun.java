package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.DryRunner.DryRunStep;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One attempt of a dry run: its transaction, and what becomes of the steps after one that cannot be tried. */
final class JdbcDryRun {
    private static final String QUERY_CANCELED = "57014";

    private final JdbcDispatchSession session;
    private final DryRunBudget budget;
    private final List<DryRunStep> steps;
    private final Map<StepId, RuntimeException> refusals = new HashMap<>();
    private final List<DryRunOutcome> outcomes = new ArrayList<>();
    private long start = System.nanoTime();
    private long locksHeld;

    JdbcDryRun(JdbcDispatchSession session, DryRunBudget budget, List<DryRunStep> steps) {
        this.session = session;
        this.budget = budget;
        this.steps = List.copyOf(steps);
    }

    /**
     * @throws RuntimeException if a lock is not available and another attempt may get it, or if no attempt is possible
     */
    List<DryRunOutcome> run() {
        steps.forEach(this::preflight);
        try {
            session.inRolledBackTransaction(_ -> tryAll());
        } finally {
            locksHeld = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        }
        return allOutcomes();
    }

    /** The outcomes after the last attempt, if it failed because a lock was not available. */
    List<DryRunOutcome> endWithoutLock(RuntimeException thrown) {
        outcomes.add(withoutLock(steps.get(outcomes.size()).step().id(), PostgresFailures.of(thrown)));
        return allOutcomes();
    }

    private static DryRunOutcome withoutLock(StepId step, StepFailure failure) {
        return new DryRunOutcome.NotTried(step, "a lock was not available: " + failure.message());
    }

    /** A step that is refused ends the dry run only after the steps before it were tried. */
    private void preflight(DryRunStep step) {
        try {
            JdbcStepDryRuns.preflight(step, session.connections());
        } catch (RuntimeException thrown) {
            refusals.put(step.step().id(), thrown);
        }
    }

    /** Tries the steps until one does not pass. */
    private List<DryRunOutcome> tryAll() {
        try (JdbcTimeLimit timeLimit = JdbcTimeLimit.start(session, budget)) {
            JdbcDryRunTransaction transaction = JdbcDryRunTransaction.start(session, timeLimit);
            start = System.nanoTime();
            do {
                DryRunStep step = steps.get(outcomes.size());
                outcomes.add(outcome(step, outcomes.size() == steps.size() - 1, transaction));
            } while (outcomes.size() < steps.size() && reasonToStop(outcomes.getLast()) == null);
            return outcomes;
        }
    }

    private List<DryRunOutcome> allOutcomes() {
        String stopped = reasonToStop(outcomes.getLast());
        Stream<DryRunOutcome> others = steps.stream()
                .skip(outcomes.size())
                .map(step -> new DryRunOutcome.NotTried(step.step().id(), String.valueOf(stopped)));
        return Stream.concat(outcomes.stream().map(outcome -> withLocksHeld(outcome, locksHeld)), others)
                .toList();
    }

    private static @Nullable String reasonToStop(DryRunOutcome outcome) {
        return switch (outcome) {
            case DryRunOutcome.Passed _ -> null;
            case DryRunOutcome.Failed(StepId step, var _failure) -> "step %s failed".formatted(step);
            case DryRunOutcome.NotTried(StepId step, var _reason) -> "the dry run ended in step %s".formatted(step);
        };
    }

    private DryRunOutcome outcome(DryRunStep step, boolean isLast, JdbcDryRunTransaction transaction) {
        StepId id = step.step().id();
        try {
            session.context().checkpoint();
            RuntimeException refusal = refusals.get(id);
            if (refusal != null) {
                throw refusal;
            }
            return new DryRunOutcome.Passed(id, JdbcStepDryRuns.run(step, isLast, transaction));
        } catch (DispatchSuperseded superseded) {
            throw superseded;
        } catch (RuntimeException e) {
            if (transaction.timeLimit().isExceeded()) {
                return new DryRunOutcome.NotTried(id, transaction.timeLimit().reason() + transaction.progressOf(id));
            }
            return failed(id, e, transaction);
        }
    }

    /** An apply would fail permanently; any other failure ends the dry run, so that it is retried. */
    private DryRunOutcome failed(StepId id, RuntimeException thrown, JdbcDryRunTransaction transaction) {
        OmittedStatements omitted = transaction.omitted();
        StepFailure failure = session.connections().serverProbe().refine(PostgresFailures.of(thrown));
        // A statement of Lockstep itself that was cancelled says nothing about the step.
        boolean isOwnStatement = failure.code().equals(QUERY_CANCELED)
                && PostgresFailures.find(thrown, OperationFailed.class).isEmpty();
        if (failure instanceof StepFailure.Permanent && omitted.mayCause(failure)) {
            return new DryRunOutcome.NotTried(
                    id,
                    "the step fails without statements of earlier steps (%s) that were not tried: %s: %s"
                            .formatted(omitted.steps(), failure.code(), failure.message()));
        }
        if (failure instanceof StepFailure.Permanent permanent && !isOwnStatement) {
            return new DryRunOutcome.Failed(
                    id, StepFailure.Permanent.withoutEffect(permanent.code(), permanent.message()));
        }
        if (PostgresFailures.isLockNotAvailable(thrown)
                && !transaction.timeLimit().allowsAnotherAttempt()) {
            return withoutLock(id, failure);
        }
        throw thrown;
    }

    private static DryRunOutcome withLocksHeld(DryRunOutcome outcome, long milliseconds) {
        return outcome instanceof DryRunOutcome.Passed(StepId step, DryRunResult result)
                        && result.findings() instanceof DryRunFindings.Postgres found
                ? new DryRunOutcome.Passed(
                        step,
                        result.withFindings(new DryRunFindings.Postgres(
                                found.statements(), found.tables(), found.objects(), found.notTried(), milliseconds)))
                : outcome;
    }
}
