package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What follows in a fleet after the migration of a member has not completed. Nothing new is submitted in any case. */
public enum FleetFailure {
    /** The completed migrations stay. */
    @JsonProperty("stop")
    STOP,
    /** The completed migrations of the same wave are rolled back. */
    @JsonProperty("rollback-wave")
    ROLLBACK_WAVE,
    /** The completed migrations of all waves are rolled back. */
    @JsonProperty("rollback-all")
    ROLLBACK_ALL
}
