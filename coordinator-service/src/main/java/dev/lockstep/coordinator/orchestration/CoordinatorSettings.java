package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the coordinator, below {@code lockstep} in its configuration.
 *
 * @param maxAttempts the number of reported failures after which a direction of a step is given up
 * @param initialBackoff the back-off after the first failure; it doubles with each further one
 * @param maxBackoff the longest back-off
 * @param outageLimit how long an unreachable worker or store is waited for
 * @param lease how long a worker may go without a report before its dispatch is given up
 * @param retention how long idempotency keys are kept
 */
@ConfigurationProperties("lockstep")
public record CoordinatorSettings(
        @DefaultValue("10") int maxAttempts,
        @DefaultValue("1s") Duration initialBackoff,
        @DefaultValue("30s") Duration maxBackoff,
        @DefaultValue("15m") Duration outageLimit,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("7d") Duration retention) {
    SagaPolicy policy() {
        return new SagaPolicy(maxAttempts, initialBackoff, maxBackoff, outageLimit, lease);
    }
}
