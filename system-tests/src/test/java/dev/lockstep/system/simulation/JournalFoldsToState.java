package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.SagaEvolution;

/** The events of a migration fold to the state in its row. */
final class JournalFoldsToState implements Guarantee {
    private static final SagaEvolution EVOLUTION = new SagaEvolution();

    @Override
    public void assertHolds(SimulationResult result) {
        result.database()
                .sagas()
                .forEach((migration, row) -> result.assertEqual(
                        "state folded from the journal of " + migration, EVOLUTION.fold(row.events()), row.state()));
    }
}
