package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.orchestration.CommitListener;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.List;

/** Remembers the open downgrades. Only while there is one, the end of a rollback wakes the runner. */
final class OpenDowngrades implements CommitListener {
    private final JdbcDowngrades stored;
    private final WakeUp wakeUp;
    private volatile List<JdbcDowngrades.Open> open = List.of();

    OpenDowngrades(JdbcDowngrades stored, WakeUp wakeUp) {
        this.stored = stored;
        this.wakeUp = wakeUp;
    }

    /** Reads them again, and returns those that run. */
    List<Long> refresh() {
        open = stored.open();
        return open.stream()
                .filter(downgrade -> downgrade.state() == DowngradeState.RUNNING)
                .map(JdbcDowngrades.Open::id)
                .toList();
    }

    /** The number of downgrades in a state, as they were read last. */
    long count(DowngradeState state) {
        return open.stream().filter(downgrade -> downgrade.state() == state).count();
    }

    @Override
    public void onCommit(VersionedState newState, List<SagaEvent> events) {
        if (!open.isEmpty() && events.stream().anyMatch(OpenDowngrades::endsRollback)) {
            wakeUp.signal();
        }
    }

    private static boolean endsRollback(SagaEvent event) {
        return event instanceof SagaEvent.Outcome || event instanceof SagaEvent.RollbackRefused;
    }
}
