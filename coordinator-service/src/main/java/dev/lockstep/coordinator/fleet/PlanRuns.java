package dev.lockstep.coordinator.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a plan for a group of targets has run, in this installation; the newest run first.
 *
 * @param environment the name of this installation now
 * @param next the value of {@code after} for the next page; absent on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlanRuns(Checksum checksum, String environment, List<Run> items, @Nullable String next) {
    PlanRuns {
        items = List.copyOf(items);
    }

    /**
     * A fleet of the plan.
     *
     * @param environment the name of the installation when the fleet was submitted
     * @param targets the members that the caller may view
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(
            long fleet,
            PlanName name,
            String environment,
            FleetState state,
            FleetView.Counts counts,
            List<TargetName> targets,
            Actor requester,
            Instant requestedAt,
            @Nullable Instant endedAt) {}
}
