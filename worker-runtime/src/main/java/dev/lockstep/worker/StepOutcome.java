package dev.lockstep.worker;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;

/** The result of one executor call that ended; one that could not end throws {@link OperationFailed}. */
public sealed interface StepOutcome {
    /** Preflight passed, or all of an apply or finish is in the store. */
    record Applied(StepResult result) implements StepOutcome {}

    /** All is undone that was not an application's. */
    record Compensated(CompensationResult result) implements StepOutcome {}
}
