package dev.lockstep.coordinator.application;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Calls the HTTP API of a coordinator.
 *
 * @param token sent with each request; empty for none
 */
record Api(String base, String token) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    record Response(int status, Map<String, String> headers, String body) {
        JsonNode json() {
            return LockstepJson.messages().readTree(body);
        }

        String id() {
            return json().path("id").asString();
        }
    }

    /** The same API, called with another token. */
    Api with(String otherToken) {
        return new Api(base, otherToken);
    }

    Response get(String path) {
        return send(request(path).GET());
    }

    Response post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    Response submitYaml(String plan) {
        return post("/api/v1/migrations", "application/yaml", plan);
    }

    Response delete(String path) {
        return send(request(path).DELETE());
    }

    /** Creates a token with these grants, and returns the API called with it. */
    Api withGrants(String... grants) {
        String body = LockstepJson.messages()
                .writeValueAsString(Map.of("name", "test of " + String.join(" ", grants), "grants", grants));
        Response created = post("/api/v1/tokens", "application/json", body);
        if (created.status() != 201) {
            throw new AssertionError("response to the request for a token: found %s, expected 201".formatted(created));
        }
        return with(created.json().path("secret").asString());
    }

    Response migration(String id) {
        return get("/api/v1/migrations/" + id);
    }

    /** Requests an action on the current version of a migration. */
    Response requestAction(String id, String action, String body) {
        return requestAction(
                id, action, body, String.valueOf(migration(id).headers().get("etag")));
    }

    Response requestAction(String id, String action, String body, String etag) {
        return send(request("/api/v1/migrations/%s/actions/%s".formatted(id, action))
                .header("Content-Type", "application/json")
                .header("If-Match", etag)
                .POST(BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    Response send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            Map<String, String> headers = new HashMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
            return new Response(response.statusCode(), headers, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
