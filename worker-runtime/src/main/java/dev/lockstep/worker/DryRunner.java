package dev.lockstep.worker;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.DryRunOutcome;
import java.util.List;

/** Finds out what steps would change on one target, without a lasting change. */
public interface DryRunner {
    /**
     * Tries the steps. A step that an apply could not run gets {@link DryRunOutcome.Failed} with the failure of the
     * apply.
     *
     * @param steps the steps in the order in which they would be applied
     * @param context the dispatch; it has no intent in the journal
     * @return the outcome of each step, in the same order
     * @throws RuntimeException if the dry run could not be made at all, for example because the store is unreachable;
     *     the coordinator retries it
     */
    List<DryRunOutcome> run(List<DryRunStep> steps, StepContext context);

    /**
     * A step to try.
     *
     * @param operation the operation of the step, with its placeholders filled in
     */
    record DryRunStep(Step step, StepOperation operation) {}
}
