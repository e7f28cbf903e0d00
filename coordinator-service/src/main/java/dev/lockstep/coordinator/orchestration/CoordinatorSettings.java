package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the coordinator under the prefix {@code lockstep}.
 *
 * @param maxAttempts the number of reported failures after which a direction of a step is given up
 * @param initialBackoff the back-off after the first failure; it doubles with each further failure
 * @param maxBackoff the longest back-off, before jitter
 * @param outageLimit how long the saga waits for an unreachable worker or store
 * @param lease the time after the last report on a dispatch at which the dispatch is considered lost
 * @param silenceLimit after how long without a worker a migration says so
 * @param contractCheckInterval how long after the first round the checks of a contract are asked again; it doubles with
 *     each further round
 * @param retention how long idempotency keys are kept, and the journals of a migration in its targets after its end;
 *     {@link #MIN_RETENTION} to {@link #MAX_RETENTION}
 */
@ConfigurationProperties("lockstep")
public record CoordinatorSettings(
        @DefaultValue("10") int maxAttempts,
        @DefaultValue("1s") Duration initialBackoff,
        @DefaultValue("30s") Duration maxBackoff,
        @DefaultValue("15m") Duration outageLimit,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("1m") Duration silenceLimit,
        @DefaultValue("1m") Duration contractCheckInterval,
        @DefaultValue("7d") Duration retention) {
    public static final Duration MIN_RETENTION = Duration.ofMinutes(1);
    public static final Duration MAX_RETENTION = Duration.ofDays(3650);

    public CoordinatorSettings {
        if (retention.compareTo(MIN_RETENTION) < 0 || retention.compareTo(MAX_RETENTION) > 0) {
            throw new IllegalArgumentException(
                    "lockstep.retention is %d s; %d to %d s is expected. While it lasts, a migration can be rolled back"
                            .formatted(retention.toSeconds(), MIN_RETENTION.toSeconds(), MAX_RETENTION.toSeconds()));
        }
    }

    /** The limits of plans that state none. */
    public SagaPolicy policy() {
        return new SagaPolicy(maxAttempts, initialBackoff, maxBackoff, outageLimit, lease, silenceLimit);
    }
}
