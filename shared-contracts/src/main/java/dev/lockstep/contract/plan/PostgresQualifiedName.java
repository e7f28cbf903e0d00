package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** A name as {@code schema.name}, or as {@code name} that PostgreSQL finds in the connection's search path. */
public record PostgresQualifiedName(@JsonValue String value) {
    @JsonCreator
    public PostgresQualifiedName {
        String[] parts = value.split("\\.", -1);
        if (parts.length > 2) {
            throw InvalidValue.withoutPath(
                    "the name",
                    "is \"%s\", which has %d parts; at most 2 are expected".formatted(value, parts.length),
                    "write schema.name, or only name");
        }
        if (parts.length == 2 && (parts[0].isEmpty() || parts[1].isEmpty())) {
            throw InvalidValue.withoutPath(
                    "the name",
                    "is \"%s\", which has an empty part".formatted(value),
                    "write schema.name, or only name");
        }
        for (String part : parts) {
            PostgresName.validate(part);
        }
    }

    /** The schema and the name, or only the name if no schema is given. */
    public List<String> parts() {
        return List.of(value.split("\\."));
    }

    @Override
    public String toString() {
        return value;
    }
}
