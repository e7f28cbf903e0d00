package dev.lockstep.benchmark;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Client of the coordinator's REST API. */
final class CoordinatorClient {

    private static final int OK = 200;
    private static final int FIRST_ERROR_STATUS = 400;

    private final URI address;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();

    CoordinatorClient(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /** Submits a plan. Returns the id of its migration. */
    String submit(String plan) {
        return submit(plan, "/api/v1/migrations");
    }

    /** Starts a dry run of a plan. Returns its id. */
    String submitDryRun(String plan) {
        return submit(plan, "/api/v1/migrations?dryRun=true");
    }

    /** Starts a rehearsal of a plan. Returns its id. */
    String submitRehearsal(String plan) {
        return submit(plan, "/api/v1/migrations?rehearse=true");
    }

    /** Requests a restore of what a migration has backed up on a target. Returns its path. */
    String requestRestore(String id, String target) {
        String path = "/api/v1/migrations/%s/restores".formatted(id);
        JsonNode requested = send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"target\": \"%s\", \"reason\": \"benchmark\"}".formatted(target)))
                .build());
        return path + "/" + requested.path("number").asInt();
    }

    JsonNode restore(String path) {
        return send(request(path).GET().build());
    }

    /** Returns the response to a GET of a path below {@code /api/v1}. */
    JsonNode get(String path) {
        return send(request("/api/v1" + path).GET().build());
    }

    /** Posts JSON to a path below {@code /api/v1}, which must be accepted. Returns the response. */
    JsonNode post(String path, String json) {
        return send(request("/api/v1" + path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    JsonNode migration(String id) {
        return send(request("/api/v1/migrations/" + id).GET().build());
    }

    private String submit(String plan, String path) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/yaml")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(plan))
                .build();
        return send(request).path("id").asString();
    }

    JsonNode timeline(String id) {
        return send(request("/api/v1/migrations/" + id + "/events").GET().build())
                .path("items");
    }

    /** Requests the rollback of a migration in its present version. */
    void rollback(String id) {
        String path = "/api/v1/migrations/" + id;
        String version = send(request(path).GET().build()).path("version").asString();
        act(id, "rollback", "\"" + version + "\"");
    }

    /** Performs an operator action on a migration in any version. */
    void act(String id, String action) {
        act(id, action, "*");
    }

    private void act(String id, String action, String version) {
        send(request("/api/v1/migrations/" + id + "/actions/" + action)
                .header("Content-Type", "application/json")
                .header("If-Match", version)
                .POST(BodyPublishers.ofString("{\"reason\": \"benchmark\"}"))
                .build());
    }

    /** Follows the events of a migration from its first one. */
    EventStream events(String id) {
        HttpRequest request = request("/api/v1/migrations/" + id + "/events")
                .setHeader("Accept", "text/event-stream")
                .build();
        HttpResponse<Stream<String>> response = send(request, BodyHandlers.ofLines());
        if (response.statusCode() != OK) {
            throw new IllegalStateException(
                    "the coordinator responded to a request for events with status " + response.statusCode());
        }
        return new EventStream(response.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .header("Accept", "application/json, */*")
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) {
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        if (response.statusCode() >= FIRST_ERROR_STATUS) {
            throw new IllegalStateException(
                    "the coordinator responded with status " + response.statusCode() + ": " + response.body());
        }
        return LockstepJson.messages().readTree(response.body());
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw new IllegalStateException("cannot reach the coordinator at " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the coordinator", e);
        }
    }

    /** Returns the names of the targets in state READY. */
    Set<String> readyTargets() {
        return send(request("/api/v1/targets").GET().build())
                .path("items")
                .valueStream()
                .filter(target -> target.path("state").asString().equals("READY"))
                .map(target -> target.path("name").asString())
                .collect(Collectors.toSet());
    }
}
