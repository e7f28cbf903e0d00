package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;

/**
 * Applies and compensates one type of operation on one target.
 *
 * <p>The runner compares the fence and writes the intent before a call, and writes the result after it. Every method
 * can be repeated after an interruption at any point, even by another process while the interrupted one still writes.
 * Executors do not catch driver exceptions; the runner classifies them.
 */
public interface StepExecutor<O extends StepOperation> {
    Class<O> operation();

    /** Checks whether the operation can be applied with these permissions on this server; changes nothing. */
    StepOutcome preflight(O operation, StepContext context);

    /** Applies the step; returns {@link StepOutcome.Succeeded} after the complete effect is in the store. */
    StepOutcome apply(O operation, StepContext context);

    /** Undoes {@code apply} and {@code finish}, also if they were interrupted or never started. */
    StepOutcome compensate(O operation, StepContext context);

    /**
     * Runs the part of the operation that must wait until every step is applied. {@code operation.needsFinish()} is
     * true if the operation has such a part.
     */
    StepOutcome finish(O operation, StepContext context);

    /**
     * Removes the stored values of one unit from the step's journal. A later compensation reports the unit as a
     * conflict. It may run while nothing else runs for this step; it can be repeated.
     *
     * @param unit the unit as conflicts name it
     * @return the number of units whose values were removed, or had been removed before
     * @throws OperationFailed if the text names no unit, or the operation keeps no values of units
     */
    long erase(O operation, String unit, StepContext context);
}
