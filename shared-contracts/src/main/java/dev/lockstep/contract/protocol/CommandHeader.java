package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Header of every command.
 *
 * @param protocol {@link Protocol#VERSION} of the sender
 * @param identity identity of the database on which the migration started; absent if the coordinator has none yet
 * @param checksum checksum of the step that the coordinator validated
 * @param plan checksum of the whole plan; absent if the coordinator does not send it yet
 * @param lease time without a report after which the coordinator treats the dispatch as lost
 * @param startedAt start of the migration, with millisecond precision
 * @param requester who requested the round that the dispatch belongs to, for logs; absent from older coordinators
 * @param throttle how fast the worker may work; absent if there is no limit
 */
public record CommandHeader(
        @JsonProperty(required = true) int protocol,
        @JsonProperty(required = true) UUID messageId,
        @JsonProperty(required = true) MigrationId migration,
        @JsonProperty(required = true) StepId step,
        @JsonProperty(required = true) TargetName target,
        @Nullable TargetIdentity identity,
        @JsonProperty(required = true) DispatchNumber dispatch,
        @JsonProperty(required = true) Checksum checksum,
        @Nullable Checksum plan,
        @JsonProperty(required = true) Duration lease,
        @JsonProperty(required = true) Instant startedAt,
        @Nullable Actor requester,
        @Nullable Throttle throttle) {
    /** The highest rate of a step that is done unit by unit; absent if there is no limit. */
    @JsonIgnore
    public @Nullable Integer unitsPerSecond() {
        return throttle == null ? null : throttle.unitsPerSecond();
    }

    /** The number of units per batch that an operator has set; absent if the worker's own setting holds. */
    @JsonIgnore
    public @Nullable Integer batchSize() {
        return throttle == null ? null : throttle.batchSize();
    }

    /** Whether the worker stops after it has taken the step over. */
    @JsonIgnore
    public boolean isPaused() {
        return throttle != null && throttle.paused();
    }
}
