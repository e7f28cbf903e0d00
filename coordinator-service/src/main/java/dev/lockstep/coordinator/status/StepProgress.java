package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.coordinator.dispatch.JdbcDispatches.MeasuredProgress;
import org.jspecify.annotations.Nullable;

/**
 * Progress of the running dispatch of a step in the API, as of its last heartbeat. The time in which the migration was
 * paused, or its rate was limited otherwise, does not count: a new dispatch follows, which is measured alone.
 *
 * @param done the number of units processed
 * @param total the number of units expected; absent if unknown
 * @param percent done in percent of the total, from 0 to 100; absent without a total
 * @param ratePerSecond the units per second over the last heartbeats; absent before the second measurement
 * @param etaSeconds the expected number of seconds until the step has processed all units; absent without a total or while
 *     the rate is unknown or zero
 * @param throttledBy why the worker holds the step back, such as {@code replica lag 14.2 s, limit 10 s}; absent while the
 *     step works
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepProgress(
        @JsonProperty(required = true) long done,
        @Nullable Long total,
        @Nullable Integer percent,
        @Nullable Double ratePerSecond,
        @Nullable Long etaSeconds,
        @Nullable String throttledBy) {
    private static final int PERCENT = 100;
    // The mean rate is the better forecast for steady work, the last rate for work whose speed has changed.
    private static final double WEIGHT_OF_MEAN = 2.0 / 3;

    static @Nullable StepProgress of(MeasuredProgress measured) {
        Long done = measured.done();
        if (done == null) {
            return null;
        }
        Double rate = measured.ratePerSecond();
        return new StepProgress(
                done,
                measured.total(),
                percent(done, measured.total()),
                rate == null ? null : Math.round(rate * 10) / 10.0,
                etaSeconds(done, measured.total(), expectedRate(rate, measured.meanRatePerSecond())),
                measured.throttledBy());
    }

    // An application may add units while the step runs, so that more are processed than were expected.
    private static @Nullable Integer percent(long done, @Nullable Long total) {
        return total == null || total <= 0 ? null : (Integer) (int) (PERCENT * Math.min(done, total) / total);
    }

    private static @Nullable Double expectedRate(@Nullable Double last, @Nullable Double mean) {
        if (last == null || mean == null) {
            return mean == null ? last : mean;
        }
        return WEIGHT_OF_MEAN * mean + (1 - WEIGHT_OF_MEAN) * last;
    }

    private static @Nullable Long etaSeconds(long done, @Nullable Long total, @Nullable Double rate) {
        return total == null || rate == null || rate <= 0
                ? null
                : (Long) (long) Math.ceil(Math.max(0, total - done) / rate);
    }
}
