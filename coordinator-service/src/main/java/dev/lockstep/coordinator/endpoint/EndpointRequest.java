package dev.lockstep.coordinator.endpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to an endpoint.
 *
 * @param action what is asked; in the URL and in the body
 * @param id the same for every attempt, so that the endpoint recognizes a repetition
 * @param body JSON; not sent with GET and DELETE
 * @param headers additional headers
 * @param expectStatus the status of a success; absent if the endpoint states it
 */
public record EndpointRequest(
        Action action, String id, String body, Map<String, String> headers, @Nullable Integer expectStatus) {
    public EndpointRequest {
        headers = Map.copyOf(headers);
    }

    /** What an endpoint is asked. */
    public enum Action {
        ENTER("enter"),
        LEAVE("leave"),
        SMOKE_TEST("smoke-test"),
        NOTIFY("notify");

        private final String text;

        Action(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
