package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.time.Instant;

/** Ends dispatches whose lease has lapsed, each in a separate transaction. */
final class LapsedLeaseHandler {
    private final JdbcLeases leases;
    private final JdbcDispatches dispatches;
    private final LapseGuard guard;
    private final SagaShell sagas;
    private final MigrationTasks tasks;

    LapsedLeaseHandler(
            JdbcLeases leases, JdbcDispatches dispatches, LapseGuard guard, SagaShell sagas, MigrationTasks tasks) {
        this.leases = leases;
        this.dispatches = dispatches;
        this.guard = guard;
        this.sagas = sagas;
        this.tasks = tasks;
    }

    /**
     * Ends the dispatches whose lease may lapse.
     *
     * @param now the time by the clock of the database
     */
    void handleAll(Instant now) {
        guard.lapseLimit(now)
                .ifPresent(limit -> tasks.runAll(skipped -> leases.lockNextLapsed(limit, skipped)
                        .map(lapsed -> new MigrationTasks.Task(lapsed.migration(), () -> lapse(lapsed)))));
    }

    private void lapse(JdbcLeases.LapsedLease lapsed) {
        var _ = sagas.handle(
                lapsed.migration(),
                Requester.coordinator("the lease has lapsed"),
                context -> new SagaCommand.LapseLease(
                        context,
                        lapsed.step(),
                        lapsed.dispatch(),
                        lapsed.silentSince(),
                        lapsed.wasAccepted(),
                        lapsed.hasProgressed()));
        // The saga causes no effect if it no longer waits for the dispatch, so the lease is ended here.
        dispatches.settle(lapsed.dispatch());
    }
}
