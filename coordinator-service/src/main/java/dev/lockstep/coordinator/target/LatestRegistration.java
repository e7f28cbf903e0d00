package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRegistration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest registration of a target by one worker.
 *
 * @param identity absent if the worker did not reach the store
 */
record LatestRegistration(
        TargetName target,
        String worker,
        TargetKind kind,
        @Nullable TargetIdentity identity,
        @Nullable String serverVersion,
        List<String> operations,
        List<String> requests) {
    LatestRegistration {
        operations = List.copyOf(operations);
        requests = List.copyOf(requests);
    }

    static LatestRegistration of(TargetRegistration message) {
        return new LatestRegistration(
                message.target(),
                message.worker(),
                message.kind(),
                message.identity(),
                message.serverVersion(),
                message.operations(),
                message.requests());
    }

    /** The message of the worker, as it would be sent at this time. */
    TargetRegistration message(Instant at) {
        return new TargetRegistration(target, kind, identity, serverVersion, operations, requests, worker, at);
    }

    RegistrationKey key() {
        return new RegistrationKey(target, worker);
    }
}
