package dev.lockstep.cli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a plan for a group of targets has run in one installation, newest first.
 *
 * @param environment the name of the installation
 * @param next where the next page starts; absent on the last page
 */
public record PlanRunsView(String checksum, String environment, List<Run> items, @Nullable String next) {

    public PlanRunsView {
        items = List.copyOf(items);
    }

    /** A fleet of the plan. */
    public record Run(long fleet, String environment, String state, Instant requestedAt) {}
}
