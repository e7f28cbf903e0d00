package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Rows that can be sent at the same time, and the rows behind them.
 *
 * @param ready all commands, and at most one public event of each migration
 * @param waiting the further public events
 */
record PublishBatch(List<OutboxRow> ready, List<OutboxRow> waiting) {
    static PublishBatch of(List<OutboxRow> rows) {
        List<OutboxRow> ready = new ArrayList<>();
        List<OutboxRow> waiting = new ArrayList<>();
        Set<MigrationId> withEvent = new HashSet<>();
        for (OutboxRow row : rows) {
            boolean isReady = !row.isOrdered() || withEvent.add(row.migration());
            (isReady ? ready : waiting).add(row);
        }
        return new PublishBatch(ready, waiting);
    }

    /** The waiting rows that can be sent next: those whose predecessor was not deferred. */
    List<OutboxRow> next(Predicate<OutboxRow> deferred) {
        Set<MigrationId> blocked = ready.stream()
                .filter(OutboxRow::isOrdered)
                .filter(deferred)
                .map(OutboxRow::migration)
                .collect(Collectors.toSet());
        return waiting.stream()
                .filter(row -> !blocked.contains(row.migration()))
                .toList();
    }
}
