package dev.lockstep.cli.api;

import org.jspecify.annotations.Nullable;

/**
 * An erasure in the coordinator's API.
 *
 * @param erased the number of changes to the unit whose values are removed; absent unless the state is ERASED
 * @param finding the last failure, or why nothing was erased
 */
public record ErasureView(
        int number,
        String step,
        String target,
        String unit,
        String state,
        @Nullable Long erased,
        @Nullable String finding) {

    /** Whether a worker has answered, or no further attempt is made. */
    public boolean isAnswered() {
        return !state.equals("REQUESTED");
    }
}
