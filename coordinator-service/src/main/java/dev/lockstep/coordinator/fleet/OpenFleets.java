package dev.lockstep.coordinator.fleet;

import dev.lockstep.coordinator.orchestration.CommitListener;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.List;

/** Remembers the open fleets. Only while there is one, the outcome of a migration wakes the runner. */
final class OpenFleets implements CommitListener {
    private final JdbcFleets stored;
    private final WakeUp wakeUp;
    private volatile List<JdbcFleets.Open> open = List.of();

    OpenFleets(JdbcFleets stored, WakeUp wakeUp) {
        this.stored = stored;
        this.wakeUp = wakeUp;
    }

    /** Reads them again, and returns those in which something may have to be done. */
    List<Long> refresh() {
        open = stored.open();
        return open.stream()
                .filter(fleet -> fleet.state().isActive())
                .map(JdbcFleets.Open::id)
                .toList();
    }

    /** The number of fleets in a state, as they were read last. */
    long count(FleetState state) {
        return open.stream().filter(fleet -> fleet.state() == state).count();
    }

    @Override
    public void onCommit(VersionedState newState, List<SagaEvent> events) {
        if (!open.isEmpty() && events.stream().anyMatch(OpenFleets::isOutcome)) {
            wakeUp.signal();
        }
    }

    private static boolean isOutcome(SagaEvent event) {
        return event instanceof SagaEvent.Outcome || event instanceof SagaEvent.RollbackRefused;
    }
}
