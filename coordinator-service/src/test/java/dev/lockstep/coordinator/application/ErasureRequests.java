package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Requests for erasures. */
abstract class ErasureRequests extends ApplicationTest {
    static final String UNIT = "collection/\"planted-name\"";
    static final String TARGET = "pg-8";

    static String path(String migration) {
        return "/api/v1/migrations/%s/erasures".formatted(migration);
    }

    static String body(String step, String unit, String reason) {
        return LockstepJson.messages().writeValueAsString(Map.of("step", step, "unit", unit, "reason", reason));
    }

    final Api.Response erase(String migration, String unit) {
        return api.post(path(migration), "application/json", body("only", unit, "request 7 of a person"));
    }

    final String completed() {
        return submitAndComplete(TestPlans.singleStep(TestPlans.newName(), TARGET));
    }

    final JsonNode awaitEnd(Api.Response requested) {
        String location = String.valueOf(requested.headers().get("location"));
        Waits.await().until(() -> !state(location).equals("REQUESTED"));
        return api.get(location).json();
    }

    final String state(String location) {
        return api.get(location).json().path("state").asString();
    }

    final void assertRefused(Api.Response response, String reason) {
        assertThat(response.status()).as(response.body()).isEqualTo(409);
        assertThat(response.json().path("type").asString()).endsWith("/erasure-not-allowed");
        assertThat(response.json().path("detail").asString()).contains(reason);
    }
}
