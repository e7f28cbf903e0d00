package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Id of a step within its plan. The step's journal rows have the migration id and the step id as their key. */
public record StepId(@JsonValue String value) {
    private static final NameSyntax SYNTAX = new NameSyntax("step id", "._-", 128);

    @JsonCreator
    public StepId {
        SYNTAX.validate(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
