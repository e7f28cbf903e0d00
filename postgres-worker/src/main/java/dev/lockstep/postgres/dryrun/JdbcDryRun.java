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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One attempt of a dry run: its transaction, and what becomes of the steps after one that cannot be tried. */
final class JdbcDryRun {
    private static final String QUERY_CANCELED = "57014";

    private final JdbcDispatchSession session;
    private final Duration limit;
    private final Map<StepId, RuntimeException> refusals = new HashMap<>();
    private long start;

    JdbcDryRun(JdbcDispatchSession session, Duration limit) {
        this.session = session;
        this.limit = limit;
    }

    List<DryRunOutcome> run(List<DryRunStep> steps) {
        steps.forEach(this::preflight);
        List<DryRunOutcome> outcomes = session.inRolledBackTransaction(_ -> tryAll(steps));
        long locksHeld = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return outcomes.stream()
                .map(outcome -> withLocksHeld(outcome, locksHeld))
                .toList();
    }

    /** A step that is refused ends the dry run only after the steps before it were tried. */
    private void preflight(DryRunStep step) {
        try {
            JdbcStepDryRuns.preflight(step, session.connections());
        } catch (RuntimeException thrown) {
            refusals.put(step.step().id(), thrown);
        }
    }

    private List<DryRunOutcome> tryAll(List<DryRunStep> steps) {
        try (JdbcTimeLimit timeLimit = JdbcTimeLimit.start(session, limit)) {
            JdbcDryRunTransaction transaction = JdbcDryRunTransaction.start(session, timeLimit);
            start = System.nanoTime();
            List<DryRunOutcome> outcomes = new ArrayList<>();
            String stopped = null;
            for (DryRunStep step : steps) {
                if (stopped == null) {
                    DryRunOutcome outcome = outcome(step, outcomes.size() == steps.size() - 1, transaction);
                    outcomes.add(outcome);
                    stopped = reasonToStop(outcome);
                } else {
                    outcomes.add(new DryRunOutcome.NotTried(step.step().id(), stopped));
                }
            }
            return outcomes;
        }
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
            return failed(id, e, transaction.omitted());
        }
    }

    /** An apply would fail permanently; any other failure ends the dry run, so that it is retried. */
    private DryRunOutcome failed(StepId id, RuntimeException thrown, OmittedStatements omitted) {
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
