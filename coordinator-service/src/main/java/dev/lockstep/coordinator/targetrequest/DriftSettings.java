package dev.lockstep.coordinator.targetrequest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings under the prefix {@code lockstep.drift}.
 *
 * @param interval how often each target is checked; zero for never, otherwise at least a minute
 */
@ConfigurationProperties("lockstep.drift")
record DriftSettings(@DefaultValue("0s") Duration interval) {
    private static final Duration MIN_INTERVAL = Duration.ofMinutes(1);

    DriftSettings {
        if (!interval.isZero() && interval.compareTo(MIN_INTERVAL) < 0) {
            throw new IllegalArgumentException("lockstep.drift.interval is %s; 0s for never, or at least %s is expected"
                    .formatted(interval, MIN_INTERVAL));
        }
    }

    boolean isScheduled() {
        return !interval.isZero();
    }
}
