package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import org.jspecify.annotations.Nullable;

/**
 * What a target's journal says to one dispatch: the target's fence and the step's row, read as one.
 *
 * @param fence the highest dispatch number that the target has accepted for any step
 * @param step the step's row; absent for a step that never reached this target
 */
public record JournalEntry(DispatchNumber fence, @Nullable StepRecord step) {
    /** A target that has accepted nothing. */
    public static final JournalEntry EMPTY = new JournalEntry(DispatchNumber.NONE, null);

    StepRecord stepOrThrow() {
        if (step == null) {
            throw new IllegalStateException("no step was ever written under fence %s".formatted(fence));
        }
        return step;
    }
}
