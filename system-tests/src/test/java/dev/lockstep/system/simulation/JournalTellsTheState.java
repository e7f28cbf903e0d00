package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.SagaEvolution;

/** I9: folding a migration's events gives its row. */
final class JournalTellsTheState implements Guarantee {
    private static final SagaEvolution EVOLUTION = new SagaEvolution();

    @Override
    public void holdsIn(Evidence evidence) {
        evidence.database()
                .sagas()
                .forEach((migration, row) ->
                        evidence.demand("the journal of " + migration, EVOLUTION.fold(row.events()), row.state()));
    }
}
