package dev.lockstep.worker;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;

/** What came of one call of an executor. */
public sealed interface StepOutcome {
    /** Preflight passed, or all of an apply or finish is in the store. */
    record Applied(StepResult result) implements StepOutcome {}

    /** All is undone that was not an application's. */
    record Compensated(CompensationResult result) implements StepOutcome {}

    /** It did not come to its end; what is in the store is journaled. */
    record Failed(StepFailure failure) implements StepOutcome {}
}
