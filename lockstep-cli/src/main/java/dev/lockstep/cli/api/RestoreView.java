package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A restore in the coordinator's API.
 *
 * @param result what was changed, or would be; absent unless the state is RESTORED
 * @param finding the last failure
 */
public record RestoreView(
        int number, String target, boolean dryRun, String state, @Nullable Result result, @Nullable String finding) {

    /**
     * The numbers of units.
     *
     * @param laterWrites those of the units that applications have written since; absent if that is unknown
     */
    public record Result(
            long equal,
            long recreated,
            long replaced,
            long removed,
            @Nullable Long laterWrites,
            List<LaterWrite> samples,
            List<String> notes) {}

    /** A unit that an application has written since. */
    public record LaterWrite(String unit) {}

    /** Whether a worker has answered, or no further attempt is made. */
    public boolean isAnswered() {
        return !state.equals("REQUESTED");
    }
}
