package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names a migration for as long as anyone remembers it; also the Kafka key, so its messages stay in order. */
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
