package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;

/** The name of one object of a PostgreSQL database, without quotes; upper and lower case differ. */
public record PostgresName(@JsonValue String value) {
    private static final int LONGEST_BYTES = 63;

    @JsonCreator
    public PostgresName {
        check(value);
    }

    /**
     * Returns if PostgreSQL can take the text as a name.
     *
     * @throws InvalidValue with the limit, or with the character that a name cannot contain
     */
    static void check(String value) {
        if (value.isEmpty()) {
            throw InvalidValue.of("the name is empty", "write 1 to %d bytes".formatted(LONGEST_BYTES));
        }
        if (value.indexOf('\0') >= 0) {
            throw InvalidValue.of("the name contains a NUL character", "remove it");
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_BYTES) {
            throw InvalidValue.of(
                    "the name \"%s\" has %d bytes in UTF-8; PostgreSQL keeps %d".formatted(value, bytes, LONGEST_BYTES),
                    "shorten it to %d bytes".formatted(LONGEST_BYTES));
        }
        if (value.contains("\"")) {
            throw InvalidValue.of(
                    "the name contains a double quote: %s".formatted(value), "write the name without quotes");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
