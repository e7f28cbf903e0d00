package dev.lockstep.coordinator.report;

import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import dev.lockstep.coordinator.saga.SagaCommand;
import java.util.function.Predicate;

/** Ends dispatches that Kafka rejected permanently, each in a separate transaction. */
final class RejectedDispatchHandler {
    private final JdbcOutbox outbox;
    private final SagaShell sagas;
    private final Predicate<ParkedDispatch> erasures;
    private final MigrationTasks tasks;

    /** @param erasures handles the dispatch if it is of an erasure, and returns whether it is */
    RejectedDispatchHandler(
            JdbcOutbox outbox, SagaShell sagas, Predicate<ParkedDispatch> erasures, MigrationTasks tasks) {
        this.outbox = outbox;
        this.sagas = sagas;
        this.erasures = erasures;
        this.tasks = tasks;
    }

    void handleAll() {
        if (outbox.hasUnreportedParked()) {
            tasks.runAll(skipped -> outbox.lockNextParked(skipped)
                    .map(parked -> new MigrationTasks.Task(parked.migration(), () -> reject(parked))));
        }
    }

    private void reject(ParkedDispatch parked) {
        if (!erasures.test(parked)) {
            var _ = sagas.handle(
                    parked.migration(),
                    Requester.coordinator("Kafka rejected the dispatch permanently"),
                    context ->
                            new SagaCommand.RejectDispatch(context, parked.step(), parked.dispatch(), parked.reason()));
        }
        outbox.markReported(parked);
    }
}
