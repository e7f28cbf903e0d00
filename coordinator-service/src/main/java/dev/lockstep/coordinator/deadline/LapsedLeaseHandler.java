package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.saga.SagaCommand;

/** Ends dispatches whose lease has lapsed, each in a separate transaction. */
final class LapsedLeaseHandler {
    private final JdbcLeases leases;
    private final JdbcDispatches dispatches;
    private final LapseGuard guard;
    private final SagaShell sagas;
    private final Transactions transactions;

    LapsedLeaseHandler(
            JdbcLeases leases,
            JdbcDispatches dispatches,
            LapseGuard guard,
            SagaShell sagas,
            Transactions transactions) {
        this.leases = leases;
        this.dispatches = dispatches;
        this.guard = guard;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    void handleAll() {
        if (guard.mayLapse()) {
            transactions.repeatWhileTrue(
                    () -> leases.lockNextLapsed().map(this::lapse).isPresent());
        }
    }

    private CommandResult lapse(JdbcLeases.LapsedLease lapsed) {
        CommandResult result = sagas.handle(
                lapsed.migration(),
                Requester.coordinator("the lease has lapsed"),
                context ->
                        new SagaCommand.LapseLease(context, lapsed.step(), lapsed.dispatch(), lapsed.lastReportAt()));
        // The saga causes no effect if it no longer waits for the dispatch, so the lease is ended here.
        dispatches.settle(lapsed.dispatch());
        return result;
    }
}
