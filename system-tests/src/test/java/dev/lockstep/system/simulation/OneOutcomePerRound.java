package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.system.simulation.SimulatedDatabase.PublicEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Without duplicates, each round has exactly one outcome event, and it is the last of the round. */
final class OneOutcomePerRound implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        Map<Round, List<PublicEvent>> rounds = new HashMap<>();
        result.publishedEvents().stream().distinct().forEach(event -> rounds.computeIfAbsent(
                        new Round(event.migration(), event.round()), _ -> new ArrayList<>())
                .add(event));
        rounds.forEach((round, events) -> {
            long outcomes =
                    events.stream().filter(event -> event.event().isOutcome()).count();
            result.assertEqual("number of outcome events of " + round, outcomes, 1L);
            result.assertEqual(
                    "last event of %s is the outcome".formatted(round),
                    events.getLast().event().isOutcome(),
                    true);
        });
    }

    private record Round(MigrationId migration, int round) {}
}
