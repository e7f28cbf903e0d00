package dev.lockstep.system.process;

import dev.lockstep.stack.service.ServiceProcess;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A client of a coordinator's HTTP API. */
final class CoordinatorApi {
    private final ServiceProcess coordinator;
    private final CoordinatorHttp http;

    CoordinatorApi(ServiceProcess coordinator, String token) {
        this.coordinator = coordinator;
        this.http = new CoordinatorHttp(coordinator, token);
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
        JsonNode token = http.post(
                "/api/v1/tokens", "{\"name\": \"test of %1$s\", \"grants\": [\"%1$s\"]}".formatted(grant), 201);
        return new CoordinatorApi(coordinator, token.path("secret").stringValue());
    }

    private String submit(String plan, String path) {
        return http.postAcceptedPlan(path, plan).path("id").asString();
    }

    /** Submits a plan for a group of targets, which must be accepted, and returns the path of its fleet. */
    String submitFleet(String plan) {
        return "/api/v1/fleets/" + submit(plan, "/api/v1/fleets");
    }

    /** Reads what is at a path. */
    JsonNode read(String path) {
        return http.read(path);
    }

    /**
     * Submits a plan in YAML. Empty if the coordinator does not answer, or refuses for now; then it can be repeated.
     */
    Optional<String> trySubmit(String plan) {
        try {
            CoordinatorHttp.Response response = http.postPlan("/api/v1/migrations", plan);
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
        return read("/api/v1/targets/%s/current?limit=200".formatted(target))
                .path("items")
                .valueStream()
                .map(migration -> migration.path("migration").stringValue(""))
                .toList();
    }

    JsonNode migration(String id) {
        return read("/api/v1/migrations/" + id);
    }

    /** Restores the backup of a target, which must succeed, and returns the result. */
    JsonNode restore(String id, String target) {
        return awaitRestored(requestRestore(id, target));
    }

    /** Requests a restore of the backup of a target, which must be accepted, and returns its path. */
    String requestRestore(String id, String target) {
        String path = "/api/v1/migrations/%s/restores".formatted(id);
        JsonNode restore = http.post(path, "{\"target\": \"%s\", \"reason\": \"test\"}".formatted(target), 202);
        return path + "/" + restore.path("number").asInt();
    }

    /** Waits until a restore has succeeded, and returns its result. */
    JsonNode awaitRestored(String path) {
        Waits.await("the answer to " + path).until(() -> !restoreState(path).equals("REQUESTED"));
        JsonNode ended = read(path);
        if (!ended.path("state").asString().equals("RESTORED")) {
            throw new AssertionError("restore: found %s, expected RESTORED".formatted(ended));
        }
        return ended.path("result");
    }

    private String restoreState(String path) {
        return read(path).path("state").asString();
    }

    /** Requests the purge of a migration, which must be accepted. */
    void requestPurge(String id) {
        http.post("/api/v1/migrations/%s/purge".formatted(id), "{\"reason\": \"test\"}", 202);
    }

    /** The purge of a migration, as far as it is. */
    JsonNode purge(String id) {
        return read("/api/v1/migrations/%s/purge".formatted(id));
    }

    /** Waits until the journals of a migration are removed, and returns its purge. */
    JsonNode awaitPurged(String id) {
        return Waits.await("the purge of " + id)
                .ignoreExceptions()
                .until(() -> purge(id), purge -> purge.has("purgedAt"));
    }

    /** Requests the rollback of a migration, which must be refused, and returns the reason. */
    String refusedRollback(String id) {
        return http.post(actionPath(id, "rollback"), "{\"reason\": \"test\"}", 409)
                .path("detail")
                .asString();
    }

    /** The requests about targets. */
    TargetsApi targets() {
        return new TargetsApi(http);
    }

    /** The requests about downgrades. */
    DowngradesApi downgrades() {
        return new DowngradesApi(http);
    }

    /** Performs an action on a fleet, which must be accepted. */
    void actOn(String path, String action, String body) {
        http.post("%s/actions/%s".formatted(path, action), body, 202);
    }

    /** The targets that a migration has backed up. */
    List<String> backupsOf(String id) {
        return read("/api/v1/backups")
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
        http.post(actionPath(id, action), body, 202);
    }

    /** Performs an action as soon as the state of the migration permits it. */
    void actWhenAllowed(String id, String action, String body) {
        Waits.await("%s is accepted for migration %s".formatted(action, id))
                .failFast(
                        "migration %s is COMPLETED before %s was accepted".formatted(id, action),
                        () -> stateIfReachable(id).equals("COMPLETED"))
                .until(() -> http.post(actionPath(id, action), body).status() == 202);
    }

    private static String actionPath(String id, String action) {
        return "/api/v1/migrations/%s/actions/%s".formatted(id, action);
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
        return read("/api/v1/migrations/%s/events".formatted(id)).path("items");
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
        JsonNode verification = read("/api/v1/audit/verification");
        if (verification.has("brokenAt")) {
            throw new AssertionError("audit trail: found %s, expected an intact chain".formatted(verification));
        }
        long entries = verification.path("entries").longValue();
        JsonNode last = read("/api/v1/audit?limit=1000&after=" + Math.max(0, entries - 1000));
        if (last.valueStream()
                .noneMatch(entry -> migration.equals(entry.path("subject").stringValue(null)))) {
            throw new AssertionError("audit trail: found no entry for migration %s in %s".formatted(migration, last));
        }
    }

    /** The whole response to a request, as text. An event stream must end. */
    String text(String path, String accept) {
        return http.text(path, accept);
    }
}
