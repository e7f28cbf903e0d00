package dev.lockstep.coordinator.purge;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.unawaited.RequestRetries;
import java.time.Duration;
import java.util.Optional;

/** Decides the purges of migrations whose retention has ended, and sends the commands of those that are due. */
final class PurgeSchedule {
    private final JdbcPurges stored;
    private final Purges purges;
    private final AuditTrail audit;
    private final PurgeStarter starter;
    private final MigrationTasks tasks;

    PurgeSchedule(JdbcPurges stored, Purges purges, AuditTrail audit, PurgeStarter starter, MigrationTasks tasks) {
        this.stored = stored;
        this.purges = purges;
        this.audit = audit;
        this.starter = starter;
        this.tasks = tasks;
    }

    /** Decides the purges of all migrations that ended at least so long ago, each in a separate transaction. */
    void decideDue(Duration retention, Duration spread) {
        Requester requester = Requester.coordinator("the retention of %d s has ended".formatted(retention.toSeconds()));
        tasks.runAll(skipped -> starter.hasBacklog()
                ? Optional.empty()
                : stored.lockNextDue(retention, skipped)
                        .map(due -> new MigrationTasks.Task(due, () -> {
                            if (purges.decideDue(due, requester, spread)) {
                                audit.local("purge after the retention", requester.actor(), due.toString());
                            }
                        })));
    }

    /** Starts the requests whose targets are free, and sends the commands of all that have no answer. */
    void send(PurgeSettings settings, RequestRetries<StepPurge> retries) {
        starter.startDue(settings);
        retries.handleAll();
    }
}
