package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A dispatch that a target has reported as accepted: its fence was at least this number. If it is lower now, the target
 * has lost writes.
 *
 * @param identity the database that has reported it; it says nothing about another one
 */
public record AcceptedDispatch(
        @JsonProperty(required = true) TargetIdentity identity,
        @JsonProperty(required = true) DispatchNumber dispatch) {}
