package dev.lockstep.worker;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;

/** Result of a successful executor call; a failed call throws. */
public sealed interface StepOutcome {
    /** The preflight passed, or the complete effect of an apply or finish is in the store. */
    record Applied(StepResult result) implements StepOutcome {}

    /** Everything is undone except units that an application changed. */
    record Compensated(CompensationResult result) implements StepOutcome {}
}
