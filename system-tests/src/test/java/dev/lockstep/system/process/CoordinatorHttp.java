package dev.lockstep.system.process;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.stack.service.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Sends requests to a coordinator with a token. */
record CoordinatorHttp(ServiceProcess coordinator, String token) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration RESPONSE_LIMIT = Duration.ofSeconds(20);

    record Response(int status, JsonNode body) {
        private JsonNode bodyIfStatus(int expected, String path) {
            if (status != expected) {
                throw new AssertionError(
                        "response to POST %s: found %s, expected status %d".formatted(path, this, expected));
            }
            return body;
        }
    }

    /** Reads what is at a path. */
    JsonNode read(String path) {
        // Without the header, events would be sent as a stream.
        return send(request(path)
                        .header("Accept", "application/json, application/problem+json")
                        .GET())
                .body();
    }

    /** Posts a plan in YAML, which must be accepted. */
    JsonNode postAcceptedPlan(String path, String plan) {
        return postPlan(path, plan).bodyIfStatus(202, path);
    }

    Response postPlan(String path, String plan) {
        return send(request(path).header("Content-Type", "application/yaml").POST(BodyPublishers.ofString(plan)));
    }

    /** Posts JSON, and returns the body of the response, which must have this status. */
    JsonNode post(String path, String body, int expectedStatus) {
        return post(path, body).bodyIfStatus(expectedStatus, path);
    }

    Response post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                // Required by actions, and ignored by other requests.
                .header("If-Match", "*")
                .POST(BodyPublishers.ofString(body)));
    }

    /** The whole response to a request, as text. An event stream must end. */
    String text(String path, String accept) {
        try {
            HttpResponse<String> response =
                    HTTP.send(request(path).header("Accept", accept).GET().build(), BodyHandlers.ofString());
            return "%d %s %s"
                    .formatted(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("no response from " + describeCoordinator(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(coordinator.url().resolve(path))
                .timeout(RESPONSE_LIMIT)
                .header("Authorization", "Bearer " + token);
    }

    private Response send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Response(response.statusCode(), LockstepJson.messages().readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("no response from " + describeCoordinator(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String describeCoordinator() {
        return "%s (%s): %s"
                .formatted(coordinator, coordinator.isRunning() ? "running" : "not running", coordinator.log());
    }
}
