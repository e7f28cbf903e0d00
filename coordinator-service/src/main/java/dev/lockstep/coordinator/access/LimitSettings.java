package dev.lockstep.coordinator.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits of the API under the prefix {@code lockstep.limits}.
 *
 * @param requestsPerSecond of one token or identity; all clients with one network address together may send five times as
 *     many. Twice the number is permitted at once after a pause
 */
@ConfigurationProperties("lockstep.limits")
record LimitSettings(@DefaultValue("200") int requestsPerSecond) {
    private static final int CALLERS_PER_ADDRESS = 5;

    int requestsPerSecondOfAddress() {
        return requestsPerSecond * CALLERS_PER_ADDRESS;
    }
}
