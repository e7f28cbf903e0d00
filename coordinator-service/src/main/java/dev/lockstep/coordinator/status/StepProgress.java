package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.coordinator.dispatch.JdbcDispatches.MeasuredProgress;
import org.jspecify.annotations.Nullable;

/**
 * Progress of the running dispatch of a step in the API, as of its last heartbeat.
 *
 * @param done the number of units processed
 * @param total the number of units expected; absent if unknown
 * @param ratePerSecond the units per second over the last heartbeats; absent before the second measurement
 * @param etaSeconds the expected number of seconds until the step has processed all units; absent without a total or while
 *     the rate is unknown or zero
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepProgress(
        @JsonProperty(required = true) long done,
        @Nullable Long total,
        @Nullable Double ratePerSecond,
        @Nullable Long etaSeconds) {
    static StepProgress of(MeasuredProgress measured) {
        Double rate = measured.ratePerSecond();
        return new StepProgress(
                measured.done(),
                measured.total(),
                rate == null ? null : Math.round(rate * 10) / 10.0,
                etaSeconds(measured.done(), measured.total(), rate));
    }

    private static @Nullable Long etaSeconds(long done, @Nullable Long total, @Nullable Double rate) {
        return total == null || rate == null || rate <= 0
                ? null
                : (Long) (long) Math.ceil(Math.max(0, total - done) / rate);
    }
}
