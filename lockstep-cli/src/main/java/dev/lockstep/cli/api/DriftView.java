package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest check of a target for drift in the coordinator's API.
 *
 * @param stopped whether nothing new starts on the target
 * @param stoppedBy the number of the check whose differences stop it
 */
public record DriftView(String target, int request, Result result, boolean stopped, @Nullable Integer stoppedBy) {

    /**
     * What was compared and found.
     *
     * @param found number of all differences
     */
    public record Result(int steps, int objects, List<Difference> differences, int found) {}

    /** One difference. */
    public record Difference(String kind, String unit, String expected, String found) {}
}
