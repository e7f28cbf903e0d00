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
 * Says which databases this worker serves, and what was last seen of each.
 *
 * <p>A store that is away is asked by a thread of its own, however long its driver waits; the registration goes out
 * without it, because a plan may be accepted for a target whose worker is there and whose store is not.
 */
public final class TargetRegistrar {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRegistrar.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final TargetSighting NOT_YET = new TargetSighting.Away("it has not answered yet");

    private final String worker;
    private final TargetRegistrations registrations;
    private final Clock clock;
    private final Executor threads;
    private final Map<TargetName, CompletableFuture<TargetSighting>> asked = new ConcurrentHashMap<>();
    private final Map<TargetName, TargetSighting> seen = new ConcurrentHashMap<>();

    /**
     * @param worker the process, for people
     * @param threads where stores are asked and may keep one waiting
     */
    public TargetRegistrar(String worker, TargetRegistrations registrations, Clock clock, Executor threads) {
        this.worker = worker;
        this.registrations = registrations;
        this.clock = clock;
        this.threads = threads;
    }

    /** Asks the store and registers it as it is found; called every few seconds for each target. */
    public void tick(ServedTarget target) {
        asked.compute(target.name(), (_, earlier) -> earlier == null || earlier.isDone() ? ask(target) : earlier)
                .copy()
                .completeOnTimeout(NOT_YET, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .thenAcceptAsync(sighting -> register(target, sighting), threads)
                .exceptionally(thrown -> {
                    LOG.atWarn()
                            .addKeyValue("target", target.name())
                            .setCause(thrown)
                            .log("target not registered");
                    return null;
                });
    }

    TargetSighting sightingOf(ServedTarget target) {
        return seen.getOrDefault(target.name(), NOT_YET);
    }

    private CompletableFuture<TargetSighting> ask(ServedTarget target) {
        return CompletableFuture.supplyAsync(() -> TargetSighting.of(target.connection()), threads);
    }

    private void register(ServedTarget target, TargetSighting sighting) {
        TargetSighting before = seen.put(target.name(), sighting);
        if (!sighting.equals(before)) {
            LOG.atInfo()
                    .addKeyValue("target", target.name())
                    .addKeyValue("seen", sighting)
                    .log("target seen");
        }
        registrations.publish(new TargetRegistration(
                target.name(),
                target.kind(),
                sighting.identityOrNull(),
                sighting.serverVersionOrNull(),
                target.executors().types(),
                worker,
                clock.instant()));
    }
}
