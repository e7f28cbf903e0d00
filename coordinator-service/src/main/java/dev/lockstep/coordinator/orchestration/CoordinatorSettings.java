package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator may set of the coordinator.
 *
 * @param attempts how many reported failures of one direction of one step are borne
 * @param firstPause the pause after the first failure
 * @param longestPause the cap of the pauses
 * @param outageLimit how long a silent worker or store is waited for
 * @param lease how long a worker may be silent
 * @param retention how long what undoing needs is kept after a migration came to its end
 */
@ConfigurationProperties("lockstep")
public record CoordinatorSettings(
        @DefaultValue("10") int attempts,
        @DefaultValue("1s") Duration firstPause,
        @DefaultValue("30s") Duration longestPause,
        @DefaultValue("15m") Duration outageLimit,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("7d") Duration retention) {

    SagaPolicy policy() {
        return new SagaPolicy(attempts, firstPause, longestPause, outageLimit, lease);
    }
}
