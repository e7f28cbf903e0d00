package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message in the outbox.
 *
 * @param id within a migration, ids increase in the order of the events
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

    /**
     * Returns whether the earlier public events of the migration must be published first. Commands need no order, because
     * workers compare their dispatch numbers.
     */
    boolean isOrdered() {
        return dispatch == null;
    }
}
