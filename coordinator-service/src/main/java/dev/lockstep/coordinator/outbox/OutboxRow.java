package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Topics;
import java.util.Map;

/**
 * A message that waits to be sent.
 *
 * @param id grows within a migration in the order of what happened
 */
public record OutboxRow(long id, MigrationId migration, String topic, Map<String, String> headers, String payload) {
    public OutboxRow {
        headers = Map.copyOf(headers);
    }

    /** Whether a row before it, of the same migration, must have reached Kafka before this one may be sent. */
    boolean waitsForTheOneBefore() {
        // Commands need none: the number of a dispatch tells old from new.
        return topic.equals(Topics.MIGRATIONS);
    }
}
