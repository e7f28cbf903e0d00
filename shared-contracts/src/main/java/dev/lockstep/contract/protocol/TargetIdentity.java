package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Unique id of a database. The worker stores it in the database's journal on first contact, so that it detects when a
 * target name leads to another database.
 */
public record TargetIdentity(@JsonValue UUID value) {
    @JsonCreator
    public static TargetIdentity parse(String text) {
        return new TargetIdentity(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
