package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.target.TargetView;

/** Checks what a caller may do with a target. */
public final class TargetAccess {
    private final RegisteredTargets targets;

    TargetAccess(RegisteredTargets targets) {
        this.targets = targets;
    }

    /**
     * Finds a registered target that the caller may use.
     *
     * @throws ApiException if the caller does not have the permission on the target, or no worker has registered it
     */
    public TargetView require(Caller caller, Permission permission, String name) {
        TargetName parsed = RequestParameters.target(name);
        caller.require(permission, parsed);
        return targets.find(parsed).orElseThrow(() -> RequestParameters.unknownTarget(name));
    }
}
