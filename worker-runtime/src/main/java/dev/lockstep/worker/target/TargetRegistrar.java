package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRegistration;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the targets of this worker and publishes their registrations.
 *
 * <p>A check runs on its own thread, because a driver may block while its store is unreachable. The registration does
 * not wait for it: the coordinator accepts plans for a target whose worker runs and whose store is unreachable.
 */
public final class TargetRegistrar {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRegistrar.class);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(3);
    private static final TargetStatus NO_RESPONSE_YET = new TargetStatus.Unreachable("no response yet");

    private final String worker;
    private final TargetRegistrationPublisher registrations;
    private final Clock clock;
    private final Executor threads;
    private final Map<TargetName, CompletableFuture<TargetStatus>> checks = new ConcurrentHashMap<>();
    private final Map<TargetName, TargetStatus> statuses = new ConcurrentHashMap<>();

    /**
     * @param worker human-readable name of the worker process
     * @param threads runs the checks, which may block
     */
    public TargetRegistrar(String worker, TargetRegistrationPublisher registrations, Clock clock, Executor threads) {
        this.worker = worker;
        this.registrations = registrations;
        this.clock = clock;
        this.threads = threads;
    }

    /** Checks the target and publishes its registration; called periodically for every target. */
    public void checkAndRegister(ServedTarget target) {
        checks.compute(target.name(), (_, previous) -> previous == null || previous.isDone() ? check(target) : previous)
                .copy()
                .completeOnTimeout(NO_RESPONSE_YET, CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .thenAcceptAsync(status -> register(target, status), threads)
                .exceptionally(thrown -> {
                    LOG.atWarn()
                            .addKeyValue("target", target.name())
                            .setCause(thrown)
                            .log("target not registered");
                    return null;
                });
    }

    TargetStatus statusOf(ServedTarget target) {
        return statuses.getOrDefault(target.name(), NO_RESPONSE_YET);
    }

    private CompletableFuture<TargetStatus> check(ServedTarget target) {
        return CompletableFuture.supplyAsync(() -> TargetStatus.check(target.connection()), threads);
    }

    private void register(ServedTarget target, TargetStatus status) {
        TargetStatus previous = statuses.put(target.name(), status);
        if (!status.equals(previous)) {
            LOG.atInfo()
                    .addKeyValue("target", target.name())
                    .addKeyValue("status", status)
                    .log("target status changed");
        }
        registrations.publish(new TargetRegistration(
                target.name(),
                target.kind(),
                status.identityOrNull(),
                status.serverVersionOrNull(),
                target.executors().operationTypes(),
                worker,
                clock.instant()));
    }
}
