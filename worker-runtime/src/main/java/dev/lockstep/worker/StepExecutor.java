package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;

/**
 * Does and undoes one kind of operation on one target.
 *
 * <p>An executor knows no history: the runner has compared the fence and written the intent before it calls, and writes
 * what it answers afterwards. Every method can be run again from any point at which it was left, by another process,
 * while an older one may still be writing. What the driver throws may pass; the runner has it explained.
 */
public interface StepExecutor<O extends StepOperation> {
    Class<O> operation();

    /** Could the operation be applied here, with these permissions, on this server? Changes nothing. */
    StepOutcome preflight(O operation, StepContext context);

    /** Does the step; answers {@link StepOutcome.Applied} when all of the effect is in the store. */
    StepOutcome apply(O operation, StepContext context);

    /** Undoes {@code apply} and {@code finish}, including one that never finished or never began. */
    StepOutcome compensate(O operation, StepContext context);

    /** Does what waits until every step is applied; {@code operation.needsFinish()} says whether there is any. */
    StepOutcome finish(O operation, StepContext context);
}
