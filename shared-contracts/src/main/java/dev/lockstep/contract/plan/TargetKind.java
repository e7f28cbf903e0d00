package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kind of store that a target is, which decides the operations it can take. */
public enum TargetKind {
    @JsonProperty("postgres")
    POSTGRES,
    @JsonProperty("mongo")
    MONGO,
    @JsonProperty("redis")
    REDIS
}
