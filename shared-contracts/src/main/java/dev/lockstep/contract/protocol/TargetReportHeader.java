package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.TargetName;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Header of every report about a target.
 *
 * @param identity identity of the database that the worker reached; absent if the database was unreachable
 * @param dispatch number of the request that the report answers
 * @param worker name of the worker process, for people
 */
public record TargetReportHeader(
        @JsonProperty(required = true) int protocol,
        @JsonProperty(required = true) UUID messageId,
        @JsonProperty(required = true) TargetName target,
        @Nullable TargetIdentity identity,
        @JsonProperty(required = true) DispatchNumber dispatch,
        @JsonProperty(required = true) String worker) {}
