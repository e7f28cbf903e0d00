package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A unit that an application changed after the step touched it, found while compensating.
 *
 * @param unit the key, or collection and id
 * @param expected what the step left there, shortened for people
 * @param found what is there now, shortened for people
 */
public record Conflict(
        @JsonProperty(required = true) String unit,
        @JsonProperty(required = true) String expected,
        @JsonProperty(required = true) String found) {}
