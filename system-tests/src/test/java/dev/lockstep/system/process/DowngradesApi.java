package dev.lockstep.system.process;

import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A client of the part of a coordinator's HTTP API that is about downgrades. */
record DowngradesApi(CoordinatorHttp http) {
    /** Starts a downgrade, which must be accepted, and returns its id. */
    String start(String target, String to) {
        String body = "{\"to\": \"%s\", \"reason\": \"test\"}".formatted(to);
        return http.post("/api/v1/targets/%s/downgrade".formatted(target), body, 202)
                .path("id")
                .asString();
    }

    private JsonNode downgrade(String id) {
        return http.read("/api/v1/downgrades/" + id);
    }

    /** Resumes a downgrade, which must be accepted. */
    void resume(String id) {
        http.post("/api/v1/downgrades/%s/actions/resume".formatted(id), "{\"reason\": \"test\"}", 202);
    }

    /** Waits until the downgrade meets the condition and returns it. */
    JsonNode await(String id, Predicate<JsonNode> condition) {
        return Waits.await("downgrade " + id).ignoreExceptions().until(() -> downgrade(id), condition);
    }

    /** Waits until the downgrade is in this state and returns it. */
    JsonNode awaitState(String id, String state) {
        return await(id, downgrade -> state.equals(downgrade.path("state").stringValue("")));
    }
}
