package dev.lockstep.coordinator.endpoint;

import dev.lockstep.contract.plan.EndpointName;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configured endpoint.
 *
 * @param url the URL; {@code {action}} in its path stands for what is asked
 * @param method the HTTP method
 * @param leaveMethod the HTTP method to leave maintenance
 * @param headers additional headers
 * @param bearerToken the token of the header {@code Authorization}; absent if none is sent
 * @param signingSecret the key of the signature; absent if requests are not signed
 * @param timeout the longest time from the start of a request to the last byte of its answer
 * @param attempts how often a failed request is made at most; absent if only the time limit ends it
 * @param expectStatus the status of a success; absent if each from 200 to 299 is one
 * @param expectBody what the body of a success contains; absent if it can be any
 * @param format the form of notifications
 */
public record Endpoint(
        EndpointName name,
        String url,
        String method,
        String leaveMethod,
        Map<String, String> headers,
        @Nullable EndpointSecret bearerToken,
        @Nullable EndpointSecret signingSecret,
        Duration timeout,
        @Nullable Integer attempts,
        @Nullable Integer expectStatus,
        @Nullable String expectBody,
        NotificationFormat format) {
    public Endpoint {
        headers = Map.copyOf(headers);
    }

    /** Its name only, because headers can be secret. */
    @Override
    public String toString() {
        return name.toString();
    }
}
