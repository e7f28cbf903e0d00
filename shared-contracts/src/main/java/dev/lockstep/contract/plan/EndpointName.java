package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Name of an HTTP endpoint that is configured in the coordinator; a plan has neither its URL nor its credentials. */
public record EndpointName(@JsonValue String value) {
    private static final NameSyntax SYNTAX = new NameSyntax("endpoint name", "-", 63);

    @JsonCreator
    public EndpointName {
        SYNTAX.validate(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
