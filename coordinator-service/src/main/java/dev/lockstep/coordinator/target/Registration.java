package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker last said of a target.
 *
 * @param silence for how long it has not been said again
 */
record Registration(
        TargetName target,
        String worker,
        TargetKind kind,
        @Nullable TargetIdentity identity,
        @Nullable String serverVersion,
        List<String> operations,
        Duration silence) {
    Registration {
        operations = List.copyOf(operations);
    }
}
