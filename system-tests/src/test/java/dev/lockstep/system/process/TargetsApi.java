package dev.lockstep.system.process;

import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A client of the part of a coordinator's HTTP API that is about targets. */
record TargetsApi(CoordinatorHttp http) {
    /** Whether workers have registered all these targets. */
    boolean has(String... names) {
        return http.read("/api/v1/targets")
                .path("items")
                .valueStream()
                .map(target -> target.path("name").stringValue(""))
                .collect(Collectors.toSet())
                .containsAll(Set.of(names));
    }

    /** Makes a request about a target, which must be accepted, and returns its path. */
    String request(String target, String kind, String body) {
        JsonNode request = http.post("/api/v1/targets/%s/%s".formatted(target, kind), body, 202);
        return "/api/v1/targets/%s/requests/%d"
                .formatted(target, request.path("number").asInt());
    }

    /** Waits until a request about a target is answered, and returns it. */
    JsonNode awaitAnswered(String path) {
        JsonNode ended = Waits.await("the answer to " + path)
                .ignoreExceptions()
                .until(
                        () -> http.read(path),
                        answer -> !answer.path("state").asString().equals("REQUESTED"));
        if (!ended.path("state").asString().equals("ANSWERED")) {
            throw new AssertionError("request: found %s, expected ANSWERED".formatted(ended));
        }
        return ended;
    }

    /** The definitions of a target that were read last. */
    JsonNode schemaOf(String target) {
        return http.read("/api/v1/targets/%s/schema".formatted(target)).path("schema");
    }

    /** Whether drift stops the target. */
    boolean isStoppedByDrift(String target) {
        return http.read("/api/v1/targets/%s/drift".formatted(target))
                .path("stopped")
                .asBoolean();
    }

    /** Acknowledges the differences that stop the target. */
    void acknowledgeDrift(String target) {
        String path = "/api/v1/targets/%s/drift".formatted(target);
        int check = http.read(path).path("stoppedBy").asInt();
        http.post(path + "/acknowledge", "{\"request\": %d, \"reason\": \"test\"}".formatted(check), 200);
    }
}
