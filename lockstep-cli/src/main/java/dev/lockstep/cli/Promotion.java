package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.PlanFile;
import dev.lockstep.cli.api.PlanRunsView;

/** Checks that a plan has completed in the environment before. */
final class Promotion {

    private Promotion() {}

    /**
     * Requires that the newest fleet of the plan at the other coordinator has completed. Returns a line about it.
     *
     * @throws IllegalArgumentException if it has not
     */
    static String require(CoordinatorClient here, CoordinatorClient before, PlanFile plan) {
        String checksum = here.validate(plan).checksum();
        PlanRunsView runs = before.newestPlanRun(checksum);
        if (runs.items().isEmpty()) {
            throw new IllegalArgumentException(
                    "the plan with checksum %s has not run in environment %s; nothing was submitted"
                            .formatted(checksum, runs.environment()));
        }
        PlanRunsView.Run newest = runs.items().getFirst();
        if (!newest.state().equals("COMPLETED")) {
            throw new IllegalArgumentException(
                    "fleet %d of the plan with checksum %s is %s in environment %s; COMPLETED is expected; nothing was submitted"
                            .formatted(newest.fleet(), checksum, newest.state(), runs.environment()));
        }
        return "Completed before in environment %s: fleet %d of %s, checksum %s"
                .formatted(runs.environment(), newest.fleet(), newest.requestedAt(), checksum);
    }
}
