package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A unit that an application changed after the step, or whose stored values were erased. The compensation finds it.
 *
 * @param unit the key, the collection and document id, or the catalog object
 * @param expected the value that the step wrote, shortened for display
 * @param found the current value, shortened for display
 */
public record Conflict(
        @JsonProperty(required = true) String unit,
        @JsonProperty(required = true) String expected,
        @JsonProperty(required = true) String found) {}
