package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/** Why a dispatch did not do what it was to do, told apart by what helps. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface StepFailure {
    /** The store's own error code, or a name of ours; stable, for machines. */
    String code();

    /** Both sides of the comparison, or the store's own words; for people. */
    String message();

    /** The same dispatch may do better later: a lock, a deadlock, a check that could not run. */
    @JsonTypeName("transient")
    record Transient(@JsonProperty(required = true) String code, @JsonProperty(required = true) String message)
            implements StepFailure {}

    /** The store could not be reached; waiting costs no attempt. */
    @JsonTypeName("unreachable")
    record Unreachable(@JsonProperty(required = true) String code, @JsonProperty(required = true) String message)
            implements StepFailure {}

    /** Trying again would end the same. */
    @JsonTypeName("permanent")
    record Permanent(
            @JsonProperty(required = true) String code,
            @JsonProperty(required = true) String message,
            @JsonProperty(required = true) Effect effect)
            implements StepFailure {
        /** A permanent failure that left nothing behind. */
        public static Permanent withoutEffect(String code, String message) {
            return new Permanent(code, message, Effect.NONE);
        }
    }

    /** What a failed dispatch left in the store. */
    enum Effect {
        @JsonProperty("none")
        NONE,
        @JsonProperty("partial")
        PARTIAL,
        /** All of it: the step is applied, and a check of it was not met. */
        @JsonProperty("whole")
        WHOLE
    }
}
