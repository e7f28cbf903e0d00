package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that must succeed after the steps are applied. If it does not, everything is rolled back.
 *
 * @param endpoint the endpoint that is asked
 * @param expectStatus the HTTP status of a success; absent if the endpoint's configuration states it
 * @param within how long a failed request is repeated; 1 minute by default
 */
public record PlanSmokeTest(
        @JsonProperty(required = true) EndpointName endpoint, @Nullable Integer expectStatus, GateLimit within) {
    private static final GateLimit DEFAULT = new GateLimit(Duration.ofMinutes(1));
    private static final int MIN_STATUS = 200;
    private static final int MAX_STATUS = 599;

    public PlanSmokeTest(EndpointName endpoint, @Nullable Integer expectStatus, @Nullable GateLimit within) {
        if (expectStatus != null && (expectStatus < MIN_STATUS || expectStatus > MAX_STATUS)) {
            throw InvalidValue.in(
                    "expectStatus",
                    "expectStatus is %d; %d to %d is expected".formatted(expectStatus, MIN_STATUS, MAX_STATUS),
                    "write an HTTP status, such as 200");
        }
        this.endpoint = endpoint;
        this.expectStatus = expectStatus;
        this.within = within == null ? DEFAULT : within;
    }
}
