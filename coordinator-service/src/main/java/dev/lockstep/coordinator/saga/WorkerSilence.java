package dev.lockstep.coordinator.saga;

import java.time.Instant;

/**
 * Consecutive dispatches of a step on which no worker has reported.
 *
 * @param since when a worker reported last on the step; the publication of the first of these dispatches if none did
 * @param isReported whether the timeline says so already
 */
public record WorkerSilence(Instant since, boolean isReported) {}
