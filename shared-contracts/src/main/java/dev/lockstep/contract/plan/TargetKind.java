package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kind of a target's store, which determines the operations that the target supports. */
public enum TargetKind {
    @JsonProperty("postgres")
    POSTGRES,
    @JsonProperty("mongo")
    MONGO,
    @JsonProperty("redis")
    REDIS
}
