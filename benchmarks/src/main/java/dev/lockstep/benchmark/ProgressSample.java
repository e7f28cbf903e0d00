package dev.lockstep.benchmark;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The progress of a running step as the API showed it at one moment.
 *
 * @param total absent if the step does not know it
 * @param percent absent without a total
 * @param etaSeconds absent if no remaining time was shown
 */
record ProgressSample(
        Instant at, long done, @Nullable Long total, @Nullable Integer percent, @Nullable Long etaSeconds) {

    static ProgressSample of(JsonNode progress, Instant at) {
        return new ProgressSample(
                at,
                progress.path("done").asLong(),
                number(progress, "total"),
                percent(progress),
                number(progress, "etaSeconds"));
    }

    private static @Nullable Integer percent(JsonNode progress) {
        Long percent = number(progress, "percent");
        return percent == null ? null : (Integer) percent.intValue();
    }

    private static @Nullable Long number(JsonNode progress, String field) {
        return progress.has(field) ? (Long) progress.path(field).asLong() : null;
    }

    /** The share done in percent: the shown one or that of the shown units, whichever is larger. Zero without a total. */
    double share() {
        double ofUnits = total == null || total == 0 ? 0 : 100.0 * done / total;
        return Math.max(ofUnits, percent == null ? 0 : percent);
    }
}
