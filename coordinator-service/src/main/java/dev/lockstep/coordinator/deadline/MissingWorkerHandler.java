package dev.lockstep.coordinator.deadline;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.target.RegisteredTargets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Says on the timeline of queued migrations that a target has no worker. Asks the database only while a target that is
 * registered has none.
 *
 * <p>Nothing is said while Kafka is unreachable, and for the limit after it, because workers report through Kafka.
 */
final class MissingWorkerHandler {
    private final RegisteredTargets targets;
    private final JdbcQueue queue;
    private final ReportBacklog kafka;
    private final SagaShell sagas;
    private final MigrationTasks tasks;
    private final Duration limit;
    private final LongSupplier nanoTime;
    private final Set<Missing> reported = new HashSet<>();
    private long reachableSince;

    private record Missing(MigrationId migration, TargetName target) {}

    /**
     * @param limit how long a target has no worker before it is said
     * @param nanoTime a monotonic clock
     */
    MissingWorkerHandler(
            RegisteredTargets targets,
            JdbcQueue queue,
            ReportBacklog kafka,
            SagaShell sagas,
            MigrationTasks tasks,
            Duration limit,
            LongSupplier nanoTime) {
        this.targets = targets;
        this.queue = queue;
        this.kafka = kafka;
        this.sagas = sagas;
        this.tasks = tasks;
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.reachableSince = nanoTime.getAsLong();
    }

    void handleAll() {
        Map<TargetName, Duration> silent = targets.silentFor(limit);
        if (silent.isEmpty() || !isKafkaReachable()) {
            return;
        }
        List<Missing> missing = queue.firstInQueue().stream()
                .flatMap(queued -> queued.targets().stream()
                        .filter(silent::containsKey)
                        .map(target -> new Missing(queued.migration(), target)))
                .toList();
        reported.retainAll(Set.copyOf(missing));
        Iterator<Missing> next =
                missing.stream().filter(it -> !reported.contains(it)).toList().iterator();
        tasks.runAll(skipped -> {
            while (next.hasNext()) {
                Missing found = next.next();
                if (!skipped.contains(found.migration())) {
                    Duration silence = silent.getOrDefault(found.target(), limit);
                    return Optional.of(new MigrationTasks.Task(found.migration(), () -> report(found, silence)));
                }
            }
            return Optional.empty();
        });
    }

    private void report(Missing missing, Duration silence) {
        var _ = sagas.handle(
                missing.migration(),
                Requester.coordinator("target \"%s\" has no worker".formatted(missing.target())),
                context -> new SagaCommand.ReportMissingWorker(
                        context, missing.target(), context.at().minusMillis(silence.toMillis())));
        reported.add(missing);
    }

    private boolean isKafkaReachable() {
        try {
            var _ = kafka.ends();
            return nanoTime.getAsLong() - reachableSince >= limit.toNanos();
        } catch (ReportBacklog.UnavailableException _e) {
            reachableSince = nanoTime.getAsLong();
            return false;
        }
    }
}
