package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Header of every request about a target.
 *
 * @param protocol {@link Protocol#VERSION} of the sender
 * @param identity the database that the coordinator knows under this name; absent if it knows none
 * @param dispatch number of the request, the same in every attempt; migrations that start later have higher numbers
 * @param lease time without a report after which the coordinator sends the request again
 * @param requester who requested it, for logs
 */
public record TargetRequestHeader(
        @JsonProperty(required = true) int protocol,
        @JsonProperty(required = true) UUID messageId,
        @JsonProperty(required = true) TargetName target,
        @Nullable TargetIdentity identity,
        @JsonProperty(required = true) DispatchNumber dispatch,
        @JsonProperty(required = true) Duration lease,
        @Nullable Actor requester) {}
