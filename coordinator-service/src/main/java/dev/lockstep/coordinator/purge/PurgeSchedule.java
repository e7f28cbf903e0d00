package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.unawaited.RequestRetries;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

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

    /**
     * Decides the purges of all migrations that ended at least so long ago, each in a separate transaction. A migration
     * whose targets all have no worker keeps its purge undecided until one of them has a worker again.
     */
    void decideDue(Duration retention, Duration spread) {
        Requester requester = Requester.coordinator("the retention of %d s has ended".formatted(retention.toSeconds()));
        Set<TargetName> live = starter.live();
        tasks.runAll(skipped -> starter.hasBacklog(live)
                ? Optional.empty()
                : stored.lockNextDue(retention, skipped, live)
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
