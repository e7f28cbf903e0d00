package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Rows that may be under way at once, and those that must wait for them.
 *
 * @param now at most one of each migration's ordered rows
 * @param next what waits
 */
record Wave(List<OutboxRow> now, List<OutboxRow> next) {
    static Wave first(List<OutboxRow> rows) {
        List<OutboxRow> now = new ArrayList<>();
        List<OutboxRow> next = new ArrayList<>();
        Set<MigrationId> under = new HashSet<>();
        for (OutboxRow row : rows) {
            boolean free = !row.waitsForTheOneBefore() || under.add(row.migration());
            (free ? now : next).add(row);
        }
        return new Wave(now, next);
    }

    /** What may follow: nothing of a migration whose row did not get through. */
    List<OutboxRow> after(Predicate<OutboxRow> stayed) {
        Set<MigrationId> held = now.stream()
                .filter(OutboxRow::waitsForTheOneBefore)
                .filter(stayed)
                .map(OutboxRow::migration)
                .collect(Collectors.toSet());
        return next.stream().filter(row -> !held.contains(row.migration())).toList();
    }
}
