package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What every command says of itself.
 *
 * @param protocol {@link Protocol#VERSION} of the writer
 * @param identity the database that the migration is bound to; absent only before the target was ever asked
 * @param checksum of the step as the coordinator has it
 * @param lease how long a worker may be silent after this
 * @param startedAt the migration's start, milliseconds
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
        @JsonProperty(required = true) Duration lease,
        @JsonProperty(required = true) Instant startedAt) {}
