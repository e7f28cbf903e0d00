package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a step is applied. */
public enum PlanPhase {
    /** By the migration of the plan. */
    @JsonProperty("expand")
    EXPAND,
    /** By a linked migration, once nobody reads the old form any more. */
    @JsonProperty("contract")
    CONTRACT
}
