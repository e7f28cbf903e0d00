package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The application that is in maintenance while its stores are changed. It enters maintenance before the first step, and
 * leaves it at the end, whatever the outcome is.
 *
 * @param endpoint the endpoint that is asked to enter and to leave
 * @param within how long a failed request is repeated; 1 minute by default
 */
public record PlanMaintenance(@JsonProperty(required = true) EndpointName endpoint, GateLimit within) {
    private static final GateLimit DEFAULT = new GateLimit(Duration.ofMinutes(1));

    public PlanMaintenance(EndpointName endpoint, @Nullable GateLimit within) {
        this.endpoint = endpoint;
        this.within = within == null ? DEFAULT : within;
    }
}
