package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.system.simulation.CoordinatorDatabase.PublicEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** I11: without the repeats, each round has one outcome, and it is the last that is said of the round. */
final class OneOutcomePerRound implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        Map<Round, List<PublicEvent>> rounds = new HashMap<>();
        evidence.relay().wire().stream().distinct().forEach(event -> rounds.computeIfAbsent(
                        new Round(event.migration(), event.round()), _ -> new ArrayList<>())
                .add(event));
        rounds.forEach((round, events) -> {
            long outcomes =
                    events.stream().filter(event -> event.event().isOutcome()).count();
            evidence.demand("outcomes of " + round, outcomes, 1L);
            evidence.demand("the last of " + round, events.getLast().event().isOutcome(), true);
        });
    }

    private record Round(MigrationId migration, int round) {}
}
