package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import org.jspecify.annotations.Nullable;

/**
 * A message in the outbox.
 *
 * @param id within a migration, ids increase in the order of the events
 * @param followsPublished whether Kafka has all earlier public events of the migration; known only for some rows
 */
public record OutboxRow(long id, OutboxMessage message, boolean followsPublished) {
    MigrationId migration() {
        return message.migration();
    }

    String topic() {
        return message.topic();
    }

    /** The dispatch of a command; absent for a public event. */
    @Nullable DispatchNumber dispatch() {
        return message.dispatch();
    }

    /**
     * Returns whether the earlier public events of the migration must be published first. Commands need no order,
     * because workers compare their dispatch numbers.
     */
    boolean isOrdered() {
        return message.sequence() != null;
    }
}
