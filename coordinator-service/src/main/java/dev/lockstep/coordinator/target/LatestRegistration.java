package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest registration of a target by one worker with one identity.
 *
 * @param identity absent if the worker did not reach the store
 * @param age the time since the worker sent the registration
 */
record LatestRegistration(
        TargetName target,
        String worker,
        TargetKind kind,
        @Nullable TargetIdentity identity,
        @Nullable String serverVersion,
        List<String> operations,
        Duration age) {
    LatestRegistration {
        operations = List.copyOf(operations);
    }
}
