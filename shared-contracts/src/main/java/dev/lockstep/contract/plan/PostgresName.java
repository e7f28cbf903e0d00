package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;

/** The name of one object in a PostgreSQL database, without quotes. Upper-case and lower-case letters are different. */
public record PostgresName(@JsonValue String value) {
    /** The default limit of PostgreSQL, which shortens longer names without an error. */
    private static final int MAX_BYTES = 63;

    @JsonCreator
    public PostgresName {
        validate(value);
    }

    /**
     * Checks that the text can be the name of an object.
     *
     * @throws InvalidValue if it cannot
     */
    static void validate(String value) {
        if (value.isEmpty()) {
            throw InvalidValue.withoutPath(
                    "the name", "is empty", "write a name of 1 to %d bytes".formatted(MAX_BYTES));
        }
        if (value.indexOf('\0') >= 0) {
            throw InvalidValue.withoutPath("the name", "contains a NUL character", "remove the NUL character");
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw InvalidValue.withoutPath(
                    "the name",
                    "contains \"%s\", which has %d bytes in UTF-8; the limit of PostgreSQL is %d"
                            .formatted(value, bytes, MAX_BYTES),
                    "shorten the name");
        }
        if (value.contains("\"")) {
            throw InvalidValue.withoutPath(
                    "the name",
                    "contains a double quote: %s".formatted(value),
                    "write the name without quotes; upper-case and lower-case letters are kept as written");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
