package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.system.simulation.SimulatedDatabase.OutboxRow;
import dev.lockstep.system.simulation.SimulatedDatabase.PublicEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Every outbox row is published, and a subscriber that drops repeated sequences sees 1, 2, 3 and so on. */
final class PublicEventsInOrder implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        Map<MigrationId, List<Long>> sequences = new HashMap<>();
        for (PublicEvent event : result.publishedEvents()) {
            List<Long> earlier = sequences.computeIfAbsent(event.migration(), _ -> new ArrayList<>());
            if (earlier.isEmpty() || event.sequence() > earlier.getLast()) {
                earlier.add(event.sequence());
            }
        }
        result.forEachMigration(migration -> {
            long events = result.database().outbox().stream()
                    .filter(row -> isPublicEventOf(row, migration))
                    .count();
            result.assertEqual(
                    "sequences of the public events of " + migration,
                    sequences.getOrDefault(migration, List.of()),
                    LongStream.rangeClosed(1, events).boxed().toList());
        });
        result.assertEqual(
                "number of unpublished outbox rows",
                result.database().outbox().stream()
                        .filter(row -> !row.published)
                        .count(),
                0L);
    }

    private static boolean isPublicEventOf(OutboxRow row, MigrationId migration) {
        return row.effect instanceof SagaEffect.Publish && row.migration.equals(migration);
    }
}
