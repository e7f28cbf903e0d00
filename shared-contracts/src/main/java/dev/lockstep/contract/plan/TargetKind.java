package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kind of store of a target; determines which operations it supports. */
public enum TargetKind {
    @JsonProperty("postgres")
    POSTGRES,
    @JsonProperty("mongo")
    MONGO,
    @JsonProperty("redis")
    REDIS
}
