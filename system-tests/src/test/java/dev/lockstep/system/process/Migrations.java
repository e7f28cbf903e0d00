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
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** The coordinator's API as a release pipeline uses it. */
final class Migrations {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private final ServiceProcess coordinator;

    Migrations(ServiceProcess coordinator) {
        this.coordinator = coordinator;
    }

    /** Posts a plan in YAML. */
    Answer post(String plan) {
        return send(request("/api/v1/migrations")
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(plan)));
    }

    /** Posts a plan that must be accepted; its migration's id. */
    String submit(String plan) {
        Answer answer = post(plan);
        if (answer.status() != 202) {
            throw new AssertionError("the plan was answered %s".formatted(answer));
        }
        return answer.body().path("id").stringValue();
    }

    Answer get(String path) {
        return send(request("/api/v1" + path).GET());
    }

    JsonNode migration(String id) {
        return get("/migrations/" + id).body();
    }

    /** Acts on the migration as it is now, as a person would who has just looked. */
    Answer act(String id, String action, String body) {
        String version = get("/migrations/" + id).version();
        return send(request("/api/v1/migrations/%s/actions/%s".formatted(id, action))
                .header("Content-Type", "application/json")
                .header("If-Match", version)
                .POST(BodyPublishers.ofString(body)));
    }

    /** Waits until the migration is in one of these states, and answers it then. */
    JsonNode awaitState(String id, String... states) {
        Set<String> wanted = Arrays.stream(states).collect(Collectors.toSet());
        return await(id, migration -> wanted.contains(migration.path("state").stringValue("")));
    }

    /** Waits until a step is in this state, and answers its migration then. */
    JsonNode awaitStepState(String id, String step, String state) {
        return await(
                id,
                migration -> state.equals(step(migration, step).path("state").stringValue("")));
    }

    /** Waits until the migration is as described, and answers it then. */
    JsonNode await(String id, Predicate<JsonNode> described) {
        return Awaitility.await(id)
                .atMost(Waits.LIMIT)
                .pollInterval(Waits.GLANCE)
                .ignoreExceptions()
                .until(() -> migration(id), described);
    }

    /** The step's part of a migration. */
    static JsonNode step(JsonNode migration, String step) {
        return migration
                .path("steps")
                .valueStream()
                .filter(candidate -> step.equals(candidate.path("id").stringValue()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no step %s in %s".formatted(step, migration)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(coordinator.url().resolve(path)).timeout(ANSWER_LIMIT);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("ETag").orElse(""),
                    LockstepJson.messages().readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from " + condition(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String condition() {
        return "%s, which %s: %s"
                .formatted(coordinator, coordinator.isRunning() ? "runs" : "has ended", coordinator.log());
    }

    /** What came back. */
    record Answer(int status, String version, JsonNode body) {}
}
