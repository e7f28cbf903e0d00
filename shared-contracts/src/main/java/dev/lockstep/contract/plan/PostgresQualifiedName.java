package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** A name as {@code schema.name}, or as {@code name}, which the search path of the target's connection resolves. */
public record PostgresQualifiedName(@JsonValue String value) {
    @JsonCreator
    public PostgresQualifiedName {
        String[] parts = value.split("\\.", -1);
        if (parts.length > 2) {
            throw InvalidValue.of(
                    "the name \"%s\" has %d parts; schema.name or name is expected".formatted(value, parts.length),
                    "write schema.name or name");
        }
        for (String part : parts) {
            PostgresName.check(part);
        }
    }

    /** The schema, if there is one, and the name. */
    public List<String> parts() {
        return List.of(value.split("\\."));
    }

    @Override
    public String toString() {
        return value;
    }
}
