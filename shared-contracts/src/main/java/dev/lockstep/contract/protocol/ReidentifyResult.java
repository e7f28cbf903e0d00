package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The database has a new identity.
 *
 * @param before the identity that it had
 * @param after the identity that it has now
 */
public record ReidentifyResult(
        @JsonProperty(required = true) TargetIdentity before, @JsonProperty(required = true) TargetIdentity after) {}
