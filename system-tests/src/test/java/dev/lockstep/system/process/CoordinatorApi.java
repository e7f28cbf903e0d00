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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A client of a coordinator's HTTP API. */
final class CoordinatorApi {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration RESPONSE_LIMIT = Duration.ofSeconds(20);
    private final ServiceProcess coordinator;
    private final String token;

    CoordinatorApi(ServiceProcess coordinator, String token) {
        this.coordinator = coordinator;
        this.token = token;
    }

    /** Submits a plan in YAML, which must be accepted, and returns the id of its migration. */
    String submit(String plan) {
        return submit(plan, "/api/v1/migrations");
    }

    /** Starts a dry run of a plan in YAML, which must be accepted, and returns its id. */
    String submitDryRun(String plan) {
        return submit(plan, "/api/v1/migrations?dryRun=true");
    }

    /** Starts a rehearsal of a plan in YAML, which must be accepted, and returns its id. */
    String submitRehearsal(String plan) {
        return submit(plan, "/api/v1/migrations?rehearse=true");
    }

    /** The same API, called by somebody else who has this grant. */
    CoordinatorApi withGrant(String grant) {
        Response response = send(request("/api/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"name\": \"test of %1$s\", \"grants\": [\"%1$s\"]}".formatted(grant))));
        return new CoordinatorApi(coordinator, response.body().path("secret").stringValue());
    }

    private String submit(String plan, String path) {
        Response response =
                send(request(path).header("Content-Type", "application/yaml").POST(BodyPublishers.ofString(plan)));
        if (response.status() != 202) {
            throw new AssertionError("response to the plan: found %s, expected status 202".formatted(response));
        }
        return response.body().path("id").stringValue();
    }

    /** Submits a plan for a group of targets, which must be accepted, and returns the path of its fleet. */
    String submitFleet(String plan) {
        Response response = send(request("/api/v1/fleets")
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(plan)));
        if (response.status() != 202) {
            throw new AssertionError("response to the plan: found %s, expected status 202".formatted(response));
        }
        return "/api/v1/fleets/" + response.body().path("id").asString();
    }

    /** Reads what is at a path. */
    JsonNode read(String path) {
        return send(request(path).GET()).body();
    }

    /** Submits a plan in YAML. Empty if the coordinator does not answer, or refuses for now; then it can be repeated. */
    Optional<String> trySubmit(String plan) {
        try {
            Response response = send(request("/api/v1/migrations")
                    .header("Content-Type", "application/yaml")
                    .POST(BodyPublishers.ofString(plan)));
            return switch (response.status()) {
                // 200 if an earlier attempt has reached the coordinator.
                case 200, 202 -> Optional.of(response.body().path("id").stringValue());
                case 429, 503 -> Optional.empty();
                case 500, 502 -> {
                    // A coordinator that is being stopped may fail a request. This waits until it has stopped.
                    if (coordinator.isRunning()) {
                        throw new AssertionError("response to the plan: found " + response);
                    }
                    yield Optional.empty();
                }
                default -> throw new AssertionError("response to the plan: found " + response);
            };
        } catch (UncheckedIOException _e) {
            return Optional.empty();
        }
    }

    /** The state of a migration; empty if the coordinator does not answer. */
    String stateIfReachable(String id) {
        try {
            return migration(id).path("state").stringValue("");
        } catch (UncheckedIOException _e) {
            return "";
        }
    }

    /** The newest completed migrations on a target, newest first. */
    List<String> completedOn(String target) {
        return send(request("/api/v1/targets/%s/current?limit=200".formatted(target))
                        .GET())
                .body()
                .path("items")
                .valueStream()
                .map(migration -> migration.path("migration").stringValue(""))
                .toList();
    }

    JsonNode migration(String id) {
        return send(request("/api/v1/migrations/" + id).GET()).body();
    }

    /** Restores the backup of a target, which must succeed, and returns the result. */
    JsonNode restore(String id, String target) {
        return awaitRestored(requestRestore(id, target));
    }

    /** Requests a restore of the backup of a target, which must be accepted, and returns its path. */
    String requestRestore(String id, String target) {
        String path = "/api/v1/migrations/%s/restores".formatted(id);
        Response response = send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"target\": \"%s\", \"reason\": \"test\"}".formatted(target))));
        if (response.status() != 202) {
            throw new AssertionError("response to the restore: found %s, expected status 202".formatted(response));
        }
        return path + "/" + response.body().path("number").asInt();
    }

    /** Waits until a restore has succeeded, and returns its result. */
    JsonNode awaitRestored(String path) {
        Waits.await("the answer to " + path).until(() -> !restoreState(path).equals("REQUESTED"));
        JsonNode ended = send(request(path).GET()).body();
        if (!ended.path("state").asString().equals("RESTORED")) {
            throw new AssertionError("restore: found %s, expected RESTORED".formatted(ended));
        }
        return ended.path("result");
    }

    private String restoreState(String path) {
        return send(request(path).GET()).body().path("state").asString();
    }

    /** Makes a request about a target, which must be accepted, and returns its path. */
    String requestOfTarget(String target, String kind, String body) {
        Response response = send(request("/api/v1/targets/%s/%s".formatted(target, kind))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        if (response.status() != 202) {
            throw new AssertionError("response to %s: found %s, expected status 202".formatted(kind, response));
        }
        return "/api/v1/targets/%s/requests/%d"
                .formatted(target, response.body().path("number").asInt());
    }

    /** The definitions of a target that were read last. */
    JsonNode schemaOf(String target) {
        return send(request("/api/v1/targets/%s/schema".formatted(target)).GET())
                .body()
                .path("schema");
    }

    /** Whether drift stops the target. */
    boolean isStoppedByDrift(String target) {
        return send(request("/api/v1/targets/%s/drift".formatted(target)).GET())
                .body()
                .path("stopped")
                .asBoolean();
    }

    /** Acknowledges the differences that stop the target. */
    void acknowledgeDrift(String target) {
        String path = "/api/v1/targets/%s/drift".formatted(target);
        int check = send(request(path).GET()).body().path("stoppedBy").asInt();
        Response response = send(request(path + "/acknowledge")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"request\": %d, \"reason\": \"test\"}".formatted(check))));
        if (response.status() != 200) {
            throw new AssertionError("acknowledgement: found %s, expected status 200".formatted(response));
        }
    }

    /** Waits until a request about a target is answered, and returns it. */
    JsonNode awaitAnswered(String path) {
        JsonNode ended = Waits.await("the answer to " + path)
                .ignoreExceptions()
                .until(
                        () -> send(request(path).GET()).body(),
                        answer -> !answer.path("state").asString().equals("REQUESTED"));
        if (!ended.path("state").asString().equals("ANSWERED")) {
            throw new AssertionError("request: found %s, expected ANSWERED".formatted(ended));
        }
        return ended;
    }

    /** Requests the purge of a migration, which must be accepted. */
    void requestPurge(String id) {
        Response response = send(request("/api/v1/migrations/%s/purge".formatted(id))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"reason\": \"test\"}")));
        if (response.status() != 202) {
            throw new AssertionError("response to the purge: found %s, expected status 202".formatted(response));
        }
    }

    /** The purge of a migration, as far as it is. */
    JsonNode purge(String id) {
        return send(request("/api/v1/migrations/%s/purge".formatted(id)).GET()).body();
    }

    /** Waits until the journals of a migration are removed, and returns its purge. */
    JsonNode awaitPurged(String id) {
        return Waits.await("the purge of " + id)
                .ignoreExceptions()
                .until(() -> purge(id), purge -> purge.has("purgedAt"));
    }

    /** Requests the rollback of a migration, which must be refused, and returns the reason. */
    String refusedRollback(String id) {
        Response response = send(request("/api/v1/migrations/%s/actions/rollback".formatted(id))
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .POST(BodyPublishers.ofString("{\"reason\": \"test\"}")));
        if (response.status() != 409) {
            throw new AssertionError("response to the rollback: found %s, expected status 409".formatted(response));
        }
        return response.body().path("detail").asString();
    }

    /** Starts a downgrade, which must be accepted, and returns its id. */
    String downgrade(String target, String to) {
        Response response = send(request("/api/v1/targets/%s/downgrade".formatted(target))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"to\": \"%s\", \"reason\": \"test\"}".formatted(to))));
        if (response.status() != 202) {
            throw new AssertionError("response to the downgrade: found %s, expected status 202".formatted(response));
        }
        return response.body().path("id").asString();
    }

    JsonNode downgradeOf(String id) {
        return send(request("/api/v1/downgrades/" + id).GET()).body();
    }

    /** Resumes a downgrade, which must be accepted. */
    void resumeDowngrade(String id) {
        actOn("/api/v1/downgrades/" + id, "resume", "{\"reason\": \"test\"}");
    }

    /** Performs an action on a fleet or downgrade, which must be accepted. */
    void actOn(String path, String action, String body) {
        Response response = send(request("%s/actions/%s".formatted(path, action))
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .POST(BodyPublishers.ofString(body)));
        if (response.status() != 202) {
            throw new AssertionError("response to %s: found %s, expected status 202".formatted(action, response));
        }
    }

    /** Waits until the downgrade meets the condition and returns it. */
    JsonNode awaitDowngrade(String id, Predicate<JsonNode> condition) {
        return Waits.await("downgrade " + id).ignoreExceptions().until(() -> downgradeOf(id), condition);
    }

    /** Waits until the downgrade is in this state and returns it. */
    JsonNode awaitDowngradeState(String id, String state) {
        return awaitDowngrade(
                id, downgrade -> state.equals(downgrade.path("state").stringValue("")));
    }

    /** The targets that a migration has backed up. */
    List<String> backupsOf(String id) {
        return send(request("/api/v1/backups").GET())
                .body()
                .path("items")
                .valueStream()
                .filter(backup -> backup.path("migration").asString().equals(id))
                .map(backup -> backup.path("target").asString())
                .toList();
    }

    String stateOf(String id) {
        return migration(id).path("state").stringValue();
    }

    /** Performs an action on a migration, whatever its version. The action must be accepted. */
    void act(String id, String action, String body) {
        Response response = requestAction(id, action, body);
        if (response.status() != 202) {
            throw new AssertionError("response to %s: found %s, expected status 202".formatted(action, response));
        }
    }

    /** Performs an action as soon as the state of the migration permits it. */
    void actWhenAllowed(String id, String action, String body) {
        Waits.await("%s is accepted for migration %s".formatted(action, id))
                .failFast(
                        "migration %s is COMPLETED before %s was accepted".formatted(id, action),
                        () -> stateIfReachable(id).equals("COMPLETED"))
                .until(() -> requestAction(id, action, body).status() == 202);
    }

    private Response requestAction(String id, String action, String body) {
        return send(request("/api/v1/migrations/%s/actions/%s".formatted(id, action))
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .POST(BodyPublishers.ofString(body)));
    }

    /** The number of events of this type in the timeline that contain the text. */
    long countEvents(String id, String type, String text) {
        return events(id)
                .valueStream()
                .map(JsonNode::toString)
                .filter(event -> event.contains("\"" + type + "\"") && event.contains(text))
                .count();
    }

    /** The events of a migration up to now. */
    JsonNode events(String id) {
        return send(request("/api/v1/migrations/%s/events".formatted(id))
                        .header("Accept", "application/json")
                        .GET())
                .body()
                .path("items");
    }

    /** Waits until the migration is in this state and returns it. */
    JsonNode awaitState(String id, String state) {
        return await(id, migration -> state.equals(migration.path("state").stringValue("")));
    }

    /** Waits until the step is in this state and returns its migration. */
    JsonNode awaitStepState(String id, String step, String state) {
        return await(
                id,
                migration -> state.equals(step(migration, step).path("state").stringValue("")));
    }

    /** Waits until the migration meets the condition and returns it. */
    JsonNode await(String id, Predicate<JsonNode> condition) {
        return Waits.await("migration " + id).ignoreExceptions().until(() -> migration(id), condition);
    }

    /** The step with this id in the JSON of a migration. */
    static JsonNode step(JsonNode migration, String step) {
        return migration
                .path("steps")
                .valueStream()
                .filter(candidate -> step.equals(candidate.path("id").stringValue()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("step %s: found none in %s".formatted(step, migration)));
    }

    /** Checks that the audit trail is a whole chain, and that it has an entry for the migration. */
    void assertAuditTrailHas(String migration) {
        JsonNode verification =
                send(request("/api/v1/audit/verification").GET()).body();
        if (verification.has("brokenAt")) {
            throw new AssertionError("audit trail: found %s, expected an intact chain".formatted(verification));
        }
        long entries = verification.path("entries").longValue();
        JsonNode last = send(request("/api/v1/audit?limit=1000&after=" + Math.max(0, entries - 1000))
                        .GET())
                .body();
        if (last.valueStream()
                .noneMatch(entry -> migration.equals(entry.path("subject").stringValue(null)))) {
            throw new AssertionError("audit trail: found no entry for migration %s in %s".formatted(migration, last));
        }
    }

    /** Whether workers have registered all these targets. */
    boolean hasTargets(String... names) {
        return send(request("/api/v1/targets").GET())
                .body()
                .path("items")
                .valueStream()
                .map(target -> target.path("name").stringValue(""))
                .collect(Collectors.toSet())
                .containsAll(Set.of(names));
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

    private record Response(int status, JsonNode body) {}
}
