package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker's word that it serves a target, renewed every ten seconds.
 *
 * @param identity absent while the store has not been reached
 * @param serverVersion absent while the store has not been reached
 * @param operations the operation types that the worker can run there
 * @param worker the process that serves it
 * @param at when this was said, by the worker's clock
 */
public record TargetRegistration(
        @JsonProperty(required = true) TargetName target,
        @JsonProperty(required = true) TargetKind kind,
        @Nullable TargetIdentity identity,
        @Nullable String serverVersion,
        @JsonProperty(required = true) List<String> operations,
        @JsonProperty(required = true) String worker,
        @JsonProperty(required = true) Instant at) {
    public TargetRegistration {
        operations = List.copyOf(operations);
    }
}
