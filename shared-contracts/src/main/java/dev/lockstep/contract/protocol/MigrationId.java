package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Unique id of a migration. It is also the Kafka key of the migration's messages, so that they stay in order. */
public record MigrationId(@JsonValue UUID value) {
    @JsonCreator
    public static MigrationId parse(String text) {
        return new MigrationId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
