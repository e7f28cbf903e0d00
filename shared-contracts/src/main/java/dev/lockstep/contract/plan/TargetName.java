package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of a target database; also part of the name of the target's command topic. */
public record TargetName(@JsonValue String value) {
    private static final NameSyntax SYNTAX = new NameSyntax("target name", "-", 63);

    @JsonCreator
    public TargetName {
        SYNTAX.validate(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
