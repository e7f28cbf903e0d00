package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Id of a step within its plan; together with the migration id it is the key of the step's journal rows. */
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
