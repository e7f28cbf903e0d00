package dev.lockstep.worker;

import dev.lockstep.service.ProcessExit;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the marker of a scratch copy fresh while the copy is in use, so that no other worker takes it for an abandoned
 * one.
 */
public final class ScratchHeartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchHeartbeat.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final String copy;
    private final BooleanSupplier refresh;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("scratch-heartbeat").factory());

    private final ScheduledFuture<?> refreshes;

    private ScratchHeartbeat(String copy, BooleanSupplier refresh) {
        this.copy = copy;
        this.refresh = refresh;
        this.refreshes = scheduler.scheduleWithFixedDelay(
                ProcessExit.guard("scratch-heartbeat", this::refresh),
                INTERVAL.toSeconds(),
                INTERVAL.toSeconds(),
                TimeUnit.SECONDS);
    }

    /**
     * Refreshes the marker every 30 seconds until closed.
     *
     * @param refresh stores the time in the marker, and returns false if the marker is no longer that of this copy
     */
    public static ScratchHeartbeat start(String copy, BooleanSupplier refresh) {
        return new ScratchHeartbeat(copy, refresh);
    }

    private void refresh() {
        try {
            ensureInUse();
        } catch (RuntimeException thrown) {
            // A driver's exception: the next refresh may succeed, and the copy is not abandoned before many of them
            // fail.
            LOG.atWarn().setCause(thrown).addKeyValue("copy", copy).log("could not refresh the marker of a copy");
        }
    }

    /**
     * Refreshes the marker now.
     *
     * @throws OperationFailed if another rehearsal has replaced the copy, or somebody has deleted it
     */
    public void ensureInUse() {
        if (!refresh.getAsBoolean()) {
            throw OperationFailed.retriable(
                    "scratch-lost",
                    "scratch copy %s was deleted or replaced during the rehearsal, such as by a repeated dispatch"
                            .formatted(copy));
        }
    }

    /** Waits for a refresh that runs, so that it does not write into a copy that is deleted. */
    @Override
    public void close() {
        refreshes.cancel(false);
        scheduler.close();
    }
}
