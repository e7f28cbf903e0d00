package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** The reason why a dispatch failed. The coordinator reacts differently to each variant. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface StepFailure {
    /** The error code of the store, or a code of Lockstep. Codes are stable, so programs can rely on them. */
    String code();

    /** The found and the expected value, or the error message of the store, for people. */
    String message();

    /** A retry may succeed, for example after a lock time-out, a deadlock or a check that could not run. */
    @JsonTypeName("transient")
    record Transient(@JsonProperty(required = true) String code, @JsonProperty(required = true) String message)
            implements StepFailure {}

    /** The store is unreachable. The dispatch does not count as an attempt. */
    @JsonTypeName("unreachable")
    record Unreachable(@JsonProperty(required = true) String code, @JsonProperty(required = true) String message)
            implements StepFailure {}

    /** A retry fails the same way. */
    @JsonTypeName("permanent")
    record Permanent(
            @JsonProperty(required = true) String code,
            @JsonProperty(required = true) String message,
            @JsonProperty(required = true) Effect effect)
            implements StepFailure {
        /** A permanent failure that changed nothing in the store. */
        public static Permanent withoutEffect(String code, String message) {
            return new Permanent(code, message, Effect.NONE);
        }
    }

    /** The part of the step's effect that a failed dispatch left in the store. */
    enum Effect {
        @JsonProperty("none")
        NONE,
        @JsonProperty("partial")
        PARTIAL,
        /** The step is applied completely, but one of its checks is not met. */
        @JsonProperty("whole")
        WHOLE
    }
}
