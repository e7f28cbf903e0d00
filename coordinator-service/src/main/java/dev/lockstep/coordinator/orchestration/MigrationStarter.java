package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Collection;
import java.util.List;

/** Starts queued migrations that are first in the queue of every target, if all their targets are ready. */
public final class MigrationStarter {
    private static final int MAX_STARTS = 100;
    private final JdbcQueue queue;
    private final WaitReasons waitReasons;
    private final SagaJournal journal;
    private final SagaShell sagas;
    private final MigrationTasks tasks;

    public MigrationStarter(
            JdbcQueue queue, WaitReasons waitReasons, SagaJournal journal, SagaShell sagas, MigrationTasks tasks) {
        this.queue = queue;
        this.waitReasons = waitReasons;
        this.journal = journal;
        this.sagas = sagas;
        this.tasks = tasks;
    }

    /**
     * Starts the migrations whose turn it is, up to {@value #MAX_STARTS} in one transaction; a later run starts more.
     */
    public void startAll() {
        List<JdbcQueue.QueuedMigration> first = queue.firstInQueue();
        List<JdbcQueue.QueuedMigration> ready = first.isEmpty()
                ? List.of()
                : waitReasons.ready(first).stream().limit(MAX_STARTS).toList();
        if (!ready.isEmpty()) {
            List<Long> positions =
                    ready.stream().map(JdbcQueue.QueuedMigration::position).toList();
            tasks.runTogether(
                    ready.stream().map(JdbcQueue.QueuedMigration::migration).toList(),
                    migrations -> startAll(migrations, positions));
        }
    }

    private void startAll(List<MigrationId> ready, List<Long> positions) {
        Collection<MigrationChange> changes =
                journal.lockToStart(ready, positions).values();
        changes.forEach(this::start);
        sagas.save(changes);
    }

    /** Starts a new migration that is first on its targets, if all of them are ready. */
    void startIfReady(MigrationChange change, Plan plan) {
        if (waitReasons.notReadyReason(plan.spec().targets()).isEmpty()) {
            start(change);
        }
    }

    private void start(MigrationChange change) {
        if (change.current().state() instanceof SagaState.Queued) {
            sagas.decide(change, Requester.coordinator("all targets are locked"), SagaCommand.Start::new);
        }
    }
}
