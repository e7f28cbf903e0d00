package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * Renews all registrations of one worker process. The worker sends it every ten seconds, whatever the number of its
 * targets.
 *
 * @param worker name of the worker process, as in its registrations
 * @param at time of the heartbeat according to the worker's clock
 */
public record WorkerHeartbeat(
        @JsonProperty(required = true) String worker, @JsonProperty(required = true) Instant at) {}
