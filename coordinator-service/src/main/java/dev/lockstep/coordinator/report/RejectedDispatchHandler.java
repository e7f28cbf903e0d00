package dev.lockstep.coordinator.report;

import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.unawaited.UnawaitedReports;
import java.util.List;

/** Ends dispatches that Kafka rejected permanently, each in a separate transaction. */
final class RejectedDispatchHandler {
    private final JdbcOutbox outbox;
    private final SagaShell sagas;
    private final List<UnawaitedReports> unawaited;
    private final MigrationTasks tasks;

    RejectedDispatchHandler(
            JdbcOutbox outbox, SagaShell sagas, List<UnawaitedReports> unawaited, MigrationTasks tasks) {
        this.outbox = outbox;
        this.sagas = sagas;
        this.unawaited = List.copyOf(unawaited);
        this.tasks = tasks;
    }

    void handleAll() {
        if (outbox.hasUnreportedParked()) {
            tasks.runAll(skipped -> outbox.lockNextParked(skipped)
                    .map(parked -> new MigrationTasks.Task(parked.migration(), () -> reject(parked))));
        }
    }

    private void reject(ParkedDispatch parked) {
        if (unawaited.stream().noneMatch(kind -> kind.reject(parked))) {
            var _ = sagas.handle(
                    parked.migration(),
                    Requester.coordinator("Kafka rejected the dispatch permanently"),
                    context ->
                            new SagaCommand.RejectDispatch(context, parked.step(), parked.dispatch(), parked.reason()));
        }
        outbox.markReported(parked);
    }
}
