package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The change that a step makes. Each store has one sealed interface, and each operation is a record with a type id. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface StepOperation permits PostgresOperation, MongoOperation, RedisOperation {
    /** The kind of target that supports this operation. */
    @JsonIgnore
    default TargetKind kind() {
        return switch (this) {
            case PostgresOperation _postgres -> TargetKind.POSTGRES;
            case MongoOperation _mongo -> TargetKind.MONGO;
            case RedisOperation _redis -> TargetKind.REDIS;
        };
    }

    /** The type id, as in plans and in {@code docs/operations/}. */
    @JsonIgnore
    String type();

    /** This operation with its placeholders replaced; SQL has no placeholders. */
    StepOperation resolve(Placeholders placeholders);

    /** Whether the step is done unit by unit, so that it can stop at any time and continue there. */
    @JsonIgnore
    default boolean isDoneUnitByUnit() {
        return true;
    }

    /** Whether the step gets a finish dispatch after every step of the plan is applied. */
    @JsonIgnore
    default boolean needsFinish() {
        return false;
    }
}
