package dev.lockstep.worker;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;

/** Result of a successful executor call; a failed call throws. */
public sealed interface StepOutcome {
    /** The preflight passed, or the complete effect of an apply or finish is in the store. */
    record Succeeded(StepResult result) implements StepOutcome {}

    /** A compensation has undone everything except units that an application changed. */
    record Compensated(CompensationResult result) implements StepOutcome {}
}
