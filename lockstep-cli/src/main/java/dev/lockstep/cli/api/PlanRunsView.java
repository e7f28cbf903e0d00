package dev.lockstep.cli.api;

import java.time.Instant;
import java.util.List;

/**
 * Where a plan for a group of targets has run in one installation, newest first.
 *
 * @param environment the name of the installation
 */
public record PlanRunsView(String checksum, String environment, List<Run> items) {

    public PlanRunsView {
        items = List.copyOf(items);
    }

    /** A fleet of the plan. */
    public record Run(long fleet, String environment, String state, Instant requestedAt) {}
}
