package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaEffect;
import dev.lockstep.system.simulation.CoordinatorDatabase.OutboxRow;
import dev.lockstep.system.simulation.CoordinatorDatabase.PublicEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** I10: whoever drops a sequence that is not above the last sees every event once, dense and in order. */
final class SubscribersSeeItOnceInOrder implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        Map<MigrationId, List<Long>> seen = new HashMap<>();
        for (PublicEvent event : evidence.relay().wire()) {
            List<Long> before = seen.computeIfAbsent(event.migration(), _ -> new ArrayList<>());
            if (before.isEmpty() || event.sequence() > before.getLast()) {
                before.add(event.sequence());
            }
        }
        evidence.database().sagas().keySet().forEach(migration -> {
            long told = evidence.database().outbox().stream()
                    .filter(row -> isToldBy(row, migration))
                    .count();
            evidence.demand(
                    "what subscribers see of " + migration,
                    seen.getOrDefault(migration, List.of()),
                    LongStream.rangeClosed(1, told).boxed().toList());
        });
        evidence.demand(
                "rows not sent",
                evidence.database().outbox().stream()
                        .filter(row -> !row.published)
                        .count(),
                0L);
    }

    private static boolean isToldBy(OutboxRow row, MigrationId migration) {
        return row.effect instanceof SagaEffect.Publish && row.migration.equals(migration);
    }
}
