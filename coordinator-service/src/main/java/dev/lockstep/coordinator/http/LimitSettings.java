package dev.lockstep.coordinator.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits of the API under the prefix {@code lockstep.limits}.
 *
 * @param requestsPerSecond of one token or identity; all clients with one network address together may send five times
 *     as many. Twice the number is permitted at once after a pause
 * @param headerTime in which the request line and all headers must arrive, counted from their first byte
 * @param bodyTime in which the body must arrive
 * @param streamAge after which an event stream ends, so that a revoked token follows nothing for longer
 */
@ConfigurationProperties("lockstep.limits")
public record LimitSettings(
        @DefaultValue("200") int requestsPerSecond,
        @DefaultValue("20s") Duration headerTime,
        @DefaultValue("1m") Duration bodyTime,
        @DefaultValue("15m") Duration streamAge) {
    private static final int CALLERS_PER_ADDRESS = 5;

    /**
     * @throws IllegalArgumentException if a limit is not positive
     */
    public LimitSettings {
        requirePositive("requests-per-second", requestsPerSecond > 0, requestsPerSecond);
        requirePositive("header-time", headerTime.isPositive(), headerTime);
        requirePositive("body-time", bodyTime.isPositive(), bodyTime);
        requirePositive("stream-age", streamAge.isPositive(), streamAge);
    }

    private static void requirePositive(String name, boolean isPositive, Object value) {
        if (!isPositive) {
            throw new IllegalArgumentException(
                    "lockstep.limits.%s is %s; write a value above zero".formatted(name, value));
        }
    }

    public int requestsPerSecondOfAddress() {
        return requestsPerSecond * CALLERS_PER_ADDRESS;
    }
}
