package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.TargetName;
import java.util.Map;
import java.util.Set;

/** Checks whether a caller may use the targets of a plan with these labels, and throws an exception if not. */
@FunctionalInterface
interface PlanAccess {
    void check(Set<TargetName> targets, Map<String, String> labels);
}
