package dev.lockstep.coordinator.target;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target as its workers registered it.
 *
 * @param identity absent while the store was never reached, or while there is more than one
 * @param reason why it is not ready; absent when it is
 */
public record TargetView(
        TargetName name,
        TargetKind kind,
        @Nullable TargetIdentity identity,
        @Nullable String serverVersion,
        List<String> operations,
        List<String> workers,
        Readiness state,
        @Nullable String reason) {
    public TargetView {
        operations = List.copyOf(operations);
        workers = List.copyOf(workers);
    }

    /** Whether a migration may start on it. */
    public enum Readiness {
        READY,
        /** No worker was heard of lately. */
        SILENT,
        /** Its registrations contradict each other. */
        UNUSABLE
    }

    @JsonIgnore
    public boolean isReady() {
        return state == Readiness.READY;
    }
}
