package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * Identifies a database; written into its journal on first contact, so that a target name cannot silently switch
 * databases.
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
