package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.GateLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A question to an endpoint. It is repeated until the endpoint's answer is as expected, or the time limit is over.
 *
 * @param number the number within the migration, from 1
 * @param expectStatus the expected HTTP status; absent if the configuration of the endpoint states it
 * @param within the time after the first request in which a further one is made
 */
public record EndpointCall(
        int number, EndpointPurpose purpose, EndpointName endpoint, @Nullable Integer expectStatus, GateLimit within) {
    /**
     * How often an application is asked again to leave maintenance, once its migration does not wait for it any more.
     */
    public static final Duration LEAVE_AGAIN_INTERVAL = Duration.ofMinutes(1);

    /** Says what was asked, and what the failed answer has found. */
    String failure(EndpointAnswer answer) {
        return switch (purpose) {
            case ENTER_MAINTENANCE ->
                "endpoint \"%s\" has not entered maintenance: %s".formatted(endpoint, answer.finding());
            case LEAVE_MAINTENANCE ->
                "endpoint \"%s\" has not left maintenance: %s".formatted(endpoint, answer.finding());
            case SMOKE_TEST -> "smoke test \"%s\" failed: %s".formatted(endpoint, answer.finding());
        };
    }
}
