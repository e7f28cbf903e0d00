package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

/** Base class of the tests that check targets for drift. */
abstract class DriftCase extends ApplicationTest {
    @AfterEach
    void answerAgain() {
        worker.useRequestScript(ScriptedWorker::answer);
    }

    static String path(String target) {
        return "/api/v1/targets/%s/drift".formatted(target);
    }

    /** Checks a target, and returns the request when it has ended. */
    final JsonNode check(String target) {
        Api.Response requested = api.post(path(target), "application/json", "{}");
        assertThat(requested.status()).as(requested.body()).isEqualTo(202);
        String location = String.valueOf(requested.headers().get("location"));
        Waits.await()
                .until(() -> !api.get(location).json().path("state").asString().equals("REQUESTED"));
        return api.get(location).json();
    }

    final Api.Response acknowledge(String target, int check) {
        return api.post(
                path(target) + "/acknowledge",
                "application/json",
                "{\"request\": %d, \"reason\": \"a hotfix\"}".formatted(check));
    }
}
