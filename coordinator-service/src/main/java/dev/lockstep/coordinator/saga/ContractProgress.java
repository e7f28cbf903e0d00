package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a contract is with what it waits for.
 *
 * @param isDelayOver whether the delay has passed
 * @param confirmation absent until an operator has confirmed
 * @param isChecked whether all checks were met
 */
public record ContractProgress(boolean isDelayOver, @Nullable Confirmation confirmation, boolean isChecked) {
    static final ContractProgress NONE = new ContractProgress(false, null, false);

    /** Who says that nobody reads the old form any more, and why. */
    public record Confirmation(Actor actor, String reason, Instant at) {}

    ContractProgress withDelayOver() {
        return new ContractProgress(true, confirmation, isChecked);
    }

    ContractProgress confirmedBy(Confirmation by) {
        return new ContractProgress(isDelayOver, by, isChecked);
    }

    ContractProgress checked() {
        return new ContractProgress(isDelayOver, confirmation, true);
    }
}
