package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a registration of each target when it has changed, and a heartbeat every ten seconds that renews them all.
 *
 * <p>All targets are registered again after a failure, after a long silence, and after the topic was created again, whose
 * offsets are then lower than before. Used by one thread.
 */
public final class TargetRegistrar {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRegistrar.class);
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(10);
    // A coordinator may have removed the registrations of a worker that was silent for longer.
    private static final Duration MAX_SILENCE = Duration.ofMinutes(1);

    private final RegistrationMessages messages;
    private final ServedTargets targets;
    private final TargetChecks checks;
    private final TargetRegistrationPublisher publisher;
    private final LongSupplier nanoTime;
    private final Map<TargetName, Content> registered = new HashMap<>();
    private final Set<TargetName> withdrawn = new HashSet<>();
    private long lastOffset = -1;
    private @Nullable Long lastHeartbeat;
    private @Nullable Long lastSuccess;

    /**
     * @param nanoTime the monotonic clock
     */
    public TargetRegistrar(
            RegistrationMessages messages,
            ServedTargets targets,
            TargetChecks checks,
            TargetRegistrationPublisher publisher,
            LongSupplier nanoTime) {
        this.messages = messages;
        this.targets = targets;
        this.checks = checks;
        this.publisher = publisher;
        this.nanoTime = nanoTime;
    }

    /** What the registrations of a target by this process can differ in. */
    private record Content(@Nullable TargetIdentity identity, @Nullable String serverVersion) {
        static Content of(TargetStatus status) {
            return new Content(status.identityOrNull(), status.serverVersionOrNull());
        }
    }

    /** Publishes what has changed, and the heartbeat if it is due; called every second. Waits for Kafka. */
    public void publishDue() {
        long now = nanoTime.getAsLong();
        boolean isHeartbeatDue = lastHeartbeat == null || now - lastHeartbeat >= HEARTBEAT_INTERVAL.toNanos();
        boolean hasFailed = lastHeartbeat != null && !lastHeartbeat.equals(lastSuccess);
        if (hasFailed && !isHeartbeatDue) {
            return;
        }
        if (lastSuccess != null && now - lastSuccess > MAX_SILENCE.toNanos()) {
            registered.clear();
        }
        try {
            publishChanged();
            if (isHeartbeatDue) {
                lastHeartbeat = now;
                setOffset(publisher
                        .publish(messages.heartbeat())
                        .toCompletableFuture()
                        .join());
                lastSuccess = now;
            }
        } catch (CompletionException thrown) {
            lastHeartbeat = now;
            registered.clear();
            LOG.atWarn().setCause(thrown).log("could not register the targets; the worker tries again");
        }
    }

    private void publishChanged() {
        Map<ServedTarget, CompletableFuture<Long>> offsets = new LinkedHashMap<>();
        Map<TargetName, Content> published = new HashMap<>();
        Set<TargetName> removed = new HashSet<>();
        for (ServedTarget target : targets.all()) {
            TargetStatus status = checks.find(target);
            if (target.isRemoved()) {
                if (!withdrawn.contains(target.name())) {
                    offsets.put(
                            target,
                            publisher.withdraw(target.name(), messages.worker()).toCompletableFuture());
                    removed.add(target.name());
                }
            } else if (status != null && !Content.of(status).equals(registered.get(target.name()))) {
                offsets.put(target, publish(target, status));
                published.put(target.name(), Content.of(status));
            }
        }
        offsets.values().forEach(offset -> setOffset(offset.join()));
        registered.putAll(published);
        // Nothing registers such a target again in this process.
        withdrawn.addAll(removed);
    }

    /** Throws if Kafka refuses the first message at once, so that not every target waits for it. */
    private CompletableFuture<Long> publish(ServedTarget target, TargetStatus status) {
        CompletableFuture<Long> offset =
                publisher.publish(messages.registration(target, status)).toCompletableFuture();
        if (offset.isCompletedExceptionally()) {
            offset.join();
        }
        return offset;
    }

    private void setOffset(long offset) {
        if (offset <= lastOffset) {
            LOG.atInfo().log("the topic of the targets was created again; all targets are registered again");
            registered.clear();
        }
        lastOffset = offset;
    }
}
