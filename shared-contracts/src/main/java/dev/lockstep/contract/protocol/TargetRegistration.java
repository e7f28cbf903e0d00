package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Announces that a worker serves a target. The worker sends it when it starts and when a component changes; its
 * {@link WorkerHeartbeat} renews it.
 *
 * @param identity absent while the store is unreachable
 * @param serverVersion absent while the store is unreachable
 * @param operations type ids of the operations that the worker can run on the target
 * @param requests types of the requests about the target that the worker can answer; none from older workers
 * @param worker name of the worker process; no other process ever has the same name
 * @param at time of the registration according to the worker's clock
 */
public record TargetRegistration(
        @JsonProperty(required = true) TargetName target,
        @JsonProperty(required = true) TargetKind kind,
        @Nullable TargetIdentity identity,
        @Nullable String serverVersion,
        @JsonProperty(required = true) List<String> operations,
        List<String> requests,
        @JsonProperty(required = true) String worker,
        @JsonProperty(required = true) Instant at) {
    public TargetRegistration(
            TargetName target,
            TargetKind kind,
            @Nullable TargetIdentity identity,
            @Nullable String serverVersion,
            List<String> operations,
            @Nullable List<String> requests,
            String worker,
            Instant at) {
        this.target = target;
        this.kind = kind;
        this.identity = identity;
        this.serverVersion = serverVersion;
        this.operations = List.copyOf(operations);
        this.requests = requests == null ? List.of() : List.copyOf(requests);
        this.worker = worker;
        this.at = at;
    }
}
