package dev.lockstep.coordinator.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target as its workers registered it.
 *
 * @param identity absent if no worker reaches the store, or if the workers report several identities
 * @param requests types of the requests about the target that all of its recent workers can answer
 * @param workers the workers that registered the target recently
 * @param reason why the target is not ready; absent if the target is ready
 */
public record TargetView(
        TargetName name,
        TargetKind kind,
        @Nullable TargetIdentity identity,
        @Nullable String serverVersion,
        List<String> operations,
        List<String> requests,
        List<String> workers,
        Readiness state,
        @Nullable String reason) {
    public TargetView {
        operations = List.copyOf(operations);
        requests = List.copyOf(requests);
        workers = List.copyOf(workers);
    }

    /** States whether a migration can start on the target. */
    public enum Readiness {
        READY,
        /** No worker has registered the target recently. */
        SILENT,
        /** The registrations contradict each other. */
        UNUSABLE
    }
}
