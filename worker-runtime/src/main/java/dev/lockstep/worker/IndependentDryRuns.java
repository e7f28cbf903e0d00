package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Tries each step alone, on the data as it is now, because the store has no transaction that could be rolled back. The
 * result of a step that may build on an earlier one says that its numbers are estimates.
 */
public final class IndependentDryRuns implements DryRunner {
    private final StepDryRun dryRun;
    private final BiPredicate<StepOperation, StepOperation> mayBuildOn;
    private final Function<RuntimeException, StepFailure> classify;

    /**
     * @param mayBuildOn whether the first operation may read or change something that the second one changes
     * @param classify classifies exceptions of the store's driver
     */
    public IndependentDryRuns(
            StepDryRun dryRun,
            BiPredicate<StepOperation, StepOperation> mayBuildOn,
            Function<RuntimeException, StepFailure> classify) {
        this.dryRun = dryRun;
        this.mayBuildOn = mayBuildOn;
        this.classify = classify;
    }

    /** Finds out what one operation would change. */
    public interface StepDryRun {
        DryRunResult run(StepOperation operation, StepContext context);
    }

    @Override
    public List<DryRunOutcome> run(List<DryRunStep> steps, StepContext context) {
        List<DryRunOutcome> outcomes = new ArrayList<>();
        for (DryRunStep step : steps) {
            context.checkpoint();
            outcomes.add(outcome(step, steps.subList(0, outcomes.size()), context));
        }
        return outcomes;
    }

    private DryRunOutcome outcome(DryRunStep step, List<DryRunStep> earlier, StepContext context) {
        try {
            DryRunResult result = withoutUndoIfIrreversible(step, dryRun.run(step.operation(), context));
            return new DryRunOutcome.Passed(
                    step.step().id(),
                    base(step, earlier)
                            .map(other -> withNote(
                                    result,
                                    "step %s may change what this step finds, so the numbers of this step are estimates"
                                            .formatted(other.step().id())))
                            .orElse(result));
        } catch (DispatchSuperseded superseded) {
            throw superseded;
        } catch (OperationFailed failed) {
            return failed(step, failed.failure(), failed);
        } catch (RuntimeException thrown) {
            return failed(step, classify.apply(thrown), thrown);
        }
    }

    private Optional<DryRunStep> base(DryRunStep step, List<DryRunStep> earlier) {
        return earlier.stream()
                .filter(other -> mayBuildOn.test(step.operation(), other.operation()))
                .findFirst();
    }

    /** A permanent failure is an outcome; any other one ends the dispatch, so that the coordinator retries it. */
    private static DryRunOutcome failed(DryRunStep step, StepFailure failure, RuntimeException thrown) {
        if (failure instanceof StepFailure.Permanent permanent) {
            return new DryRunOutcome.Failed(
                    step.step().id(), StepFailure.Permanent.withoutEffect(permanent.code(), permanent.message()));
        }
        throw thrown;
    }

    private static DryRunResult withNote(DryRunResult result, String note) {
        return result.withNotes(
                Stream.concat(result.notes().stream(), Stream.of(note)).toList());
    }

    private static DryRunResult withoutUndoIfIrreversible(DryRunStep step, DryRunResult result) {
        return step.step().irreversible() ? result.withUndo(DryRunResult.Undo.IMPOSSIBLE) : result;
    }
}
