package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;

/** Outcome of all checks of one step. */
sealed interface CheckOutcome {
    /** Every check is met; the result includes the results of the checks. */
    record Passed(StepResult result) implements CheckOutcome {}

    /** A check is not met or could not run. */
    record Failed(StepFailure failure) implements CheckOutcome {}
}
