package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Progress;
import org.jspecify.annotations.Nullable;

/** Channel between a running dispatch and the worker that runs it. */
public interface DispatchSignals {
    /** Sets the progress that the next heartbeat reports. Waits if the dispatch works faster than it may. */
    void progress(Progress progress);

    /** Returns the reason why the dispatch must stop, or null while it may continue. */
    @Nullable String stopReason();

    /** Whether the dispatch must stop so that another worker continues it; it then reports that it has stopped. */
    default boolean isHandedOver() {
        return false;
    }

    /**
     * Sets the reason why the dispatch waits or is slowed, which heartbeats report.
     *
     * @param reason null while nothing holds the dispatch back
     */
    default void throttled(@Nullable String reason) {}

    /**
     * Counts time for which the dispatch was held back.
     *
     * @param reason the tag of the metric
     */
    default void held(String reason, long millis) {}

    /** The progress that was set last. */
    default Progress lastProgress() {
        return Progress.NONE;
    }
}
