package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a plan. Of all migrations with the same plan name, at most one is running or completed. */
public record PlanName(@JsonValue String value) {
    /** The end of the name of a linked migration, which runs the contract steps of a plan. */
    public static final String CONTRACT_SUFFIX = "-contract";

    /** Most characters of a name. */
    public static final int MAX_LENGTH = 128;

    private static final NameSyntax SYNTAX = new NameSyntax("plan name", "._-", MAX_LENGTH);

    @JsonCreator
    public PlanName {
        SYNTAX.validate(value);
    }

    PlanName ofContract() {
        return new PlanName(value + CONTRACT_SUFFIX);
    }

    @Override
    public String toString() {
        return value;
    }
}
