package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What every report says of itself.
 *
 * @param identity of the database that was reached; absent where none was
 * @param dispatch the command that this answers
 * @param worker the process that answers, for people
 */
public record ReportHeader(
        @JsonProperty(required = true) int protocol,
        @JsonProperty(required = true) UUID messageId,
        @JsonProperty(required = true) MigrationId migration,
        @JsonProperty(required = true) StepId step,
        @JsonProperty(required = true) TargetName target,
        @Nullable TargetIdentity identity,
        @JsonProperty(required = true) DispatchNumber dispatch,
        @JsonProperty(required = true) String worker) {}
