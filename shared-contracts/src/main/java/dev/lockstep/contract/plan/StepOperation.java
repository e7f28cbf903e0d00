package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What kind of change a step is; one sealed family per store, one record per operation, named by {@code type}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface StepOperation permits PostgresOperation, MongoOperation, RedisOperation {
    /** The kind of target that can take this operation. */
    @JsonIgnore
    default TargetKind kind() {
        return switch (this) {
            case PostgresOperation _postgres -> TargetKind.POSTGRES;
            case MongoOperation _mongo -> TargetKind.MONGO;
            case RedisOperation _redis -> TargetKind.REDIS;
        };
    }

    /** The type id that stands in plans and in {@code docs/operations/}. */
    @JsonIgnore
    String type();

    /** The same operation with its placeholders replaced; SQL has none. */
    StepOperation resolve(Placeholders placeholders);

    /** Whether the step gets a finish dispatch once every step of the plan is applied. */
    @JsonIgnore
    default boolean needsFinish() {
        return false;
    }
}
