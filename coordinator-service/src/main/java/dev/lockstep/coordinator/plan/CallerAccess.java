package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import java.util.Map;
import java.util.Set;

/** What the sender of a plan may use and see. */
record CallerAccess(Caller caller, Permission permission) implements PlanAccess {
    @Override
    public void check(Set<TargetName> targets, Map<String, String> labels) {
        caller.require(permission, targets, labels);
    }

    @Override
    public boolean isVisible(TargetName target) {
        return caller.may(Permission.VIEW, target);
    }
}
