package dev.lockstep.worker;

import dev.lockstep.contract.protocol.DispatchNumber;
import org.jspecify.annotations.Nullable;

/**
 * The fence of a target and the row of one step, read and written together.
 *
 * @param fence the highest dispatch number that the target has accepted for any step
 * @param step the step's row; absent if the target has none
 */
public record JournalEntry(DispatchNumber fence, @Nullable StepRecord step) {
    /** The entry of a target that has accepted no dispatch. */
    public static final JournalEntry EMPTY = new JournalEntry(DispatchNumber.NONE, null);

    StepRecord stepOrThrow() {
        if (step == null) {
            throw new IllegalStateException("the journal has no row of the step (fence %s)".formatted(fence));
        }
        return step;
    }
}
