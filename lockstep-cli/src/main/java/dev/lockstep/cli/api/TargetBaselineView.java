package dev.lockstep.cli.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a target that were marked as applied without running them.
 *
 * @param version the highest of them
 * @param from the tool whose history was read
 */
public record TargetBaselineView(String version, @Nullable String from, long marked, int request, Instant at) {
    @Override
    public String toString() {
        return "%s%s, %d marked at %s".formatted(version, from == null ? "" : " from " + from, marked, at);
    }
}
