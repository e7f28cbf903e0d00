package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to publish.
 *
 * @param id grows within a migration in the order of its events
 * @param dispatch the dispatch of a command; absent for a public event
 */
public record OutboxRow(
        long id,
        MigrationId migration,
        String topic,
        Map<String, String> headers,
        String payload,
        @Nullable DispatchNumber dispatch) {
    public OutboxRow {
        headers = Map.copyOf(headers);
    }

    /** Whether the previous row of the migration must be published first; dispatch numbers order commands. */
    boolean isOrdered() {
        return dispatch == null;
    }
}
