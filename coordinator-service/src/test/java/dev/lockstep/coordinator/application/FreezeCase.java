package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Freezes of one coordinator; the one that a test leaves open is broken after it. */
abstract class FreezeCase extends ApplicationTest {
    static final String FREEZES = "/api/v1/freezes";
    static final String JSON = "application/json";
    static final String WHY = "{\"reason\": \"end of the year\"}";

    final Api alice = named("alice", "operator", "approver");
    final Api bob = named("bob", "approver");

    Api named(String name, String... grants) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("name", name, "grants", grants));
        return api.with(
                api.post("/api/v1/tokens", JSON, body).json().path("secret").asString());
    }

    @AfterEach
    void breakOpenFreeze() {
        JsonNode newest = list("").path("items").path(0);
        if (newest.path("state").asString().equals("OPEN")) {
            requestBreak(bob, newest.path("id").asString());
            requestBreak(api, newest.path("id").asString());
        }
    }

    String open(Api as) {
        Api.Response response = as.post(FREEZES, JSON, WHY);
        assertThat(response.status()).as(response.body()).isEqualTo(201);
        return response.id();
    }

    String openUntil(Instant until) {
        Api.Response response =
                alice.post(FREEZES, JSON, "{\"reason\": \"short\", \"until\": \"%s\"}".formatted(until));
        assertThat(response.status()).as(response.body()).isEqualTo(201);
        return response.id();
    }

    Api.Response requestBreak(Api as, String id) {
        return requestBreak(as, id, "*");
    }

    Api.Response requestBreak(Api as, String id, String etag) {
        return as.send(as.request("%s/%s/actions/break".formatted(FREEZES, id))
                .header("Content-Type", JSON)
                .header("If-Match", etag)
                .POST(BodyPublishers.ofString("{\"reason\": \"checked\"}")));
    }

    void breakTogether(String id) {
        assertThat(requestBreak(alice, id).status()).isEqualTo(202);
        Api.Response second = requestBreak(bob, id);
        assertThat(second.status()).as(second.body()).isEqualTo(200);
    }

    JsonNode list(String query) {
        return api.get(FREEZES + query).json();
    }

    String state(String migration) {
        return api.migration(migration).json().path("state").asString();
    }

    String submitQueued(String plan) {
        String id = submit(plan);
        assertThat(state(id)).isEqualTo("QUEUED");
        return id;
    }

    static String plan(String target) {
        return TestPlans.singleStep(TestPlans.newName(), target);
    }
}
