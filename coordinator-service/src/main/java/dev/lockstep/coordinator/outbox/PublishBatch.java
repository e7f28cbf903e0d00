package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rows that can be sent at the same time, and the rows that must wait.
 *
 * @param ready all commands, and the first public event of each migration
 * @param waiting the other public events
 */
record PublishBatch(List<OutboxRow> ready, List<OutboxRow> waiting) {
    static PublishBatch of(List<OutboxRow> rows) {
        List<OutboxRow> ready = new ArrayList<>();
        List<OutboxRow> waiting = new ArrayList<>();
        Set<MigrationId> migrationsWithEvent = new HashSet<>();
        for (OutboxRow row : rows) {
            boolean isReady = !row.isOrdered() || migrationsWithEvent.add(row.migration());
            (isReady ? ready : waiting).add(row);
        }
        return new PublishBatch(ready, waiting);
    }

    /** Returns the waiting rows that can be sent next: those whose predecessor was not deferred. */
    List<OutboxRow> next(Predicate<OutboxRow> deferred) {
        Set<MigrationId> blockedMigrations = ready.stream()
                .filter(OutboxRow::isOrdered)
                .filter(deferred)
                .map(OutboxRow::migration)
                .collect(Collectors.toSet());
        return waiting.stream()
                .filter(row -> !blockedMigrations.contains(row.migration()))
                .toList();
    }
}
