package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Written into a target's journal on first contact, so that a name can never come to mean another database unseen. */
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
