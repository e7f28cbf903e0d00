package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.TargetName;
import java.util.List;

/**
 * A valid plan for a group of targets as a client posted it.
 *
 * @param members the targets of the group when the plan was validated
 */
public record PostedFleet(PostedPlan posted, List<TargetName> members) {
    /** The label of the migrations of a fleet. */
    public static final String LABEL = "fleet";

    public PostedFleet {
        members = List.copyOf(members);
    }
}
