package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a plan. Of all migrations with the same plan name, at most one is running or completed. */
public record PlanName(@JsonValue String value) {
    private static final NameSyntax SYNTAX = new NameSyntax("plan name", "._-", 128);

    @JsonCreator
    public PlanName {
        SYNTAX.validate(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
