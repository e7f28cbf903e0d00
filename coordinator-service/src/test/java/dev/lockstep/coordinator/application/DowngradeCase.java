package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Downgrades of one coordinator; those that a test leaves open are cancelled after it. */
abstract class DowngradeCase extends FreezeCase {
    static final String DOWNGRADES = "/api/v1/downgrades";

    @AfterEach
    void cancelOpenDowngrades() {
        succeedFromNowOn();
        api.get(DOWNGRADES)
                .json()
                .path("items")
                .valueStream()
                .filter(downgrade -> List.of("RUNNING", "STOPPED")
                        .contains(downgrade.path("state").asString()))
                .forEach(downgrade -> act(api, downgrade.path("id").asString(), "cancel", Map.of()));
    }

    /** A plan with one script of a version on each target, one after the other. */
    static String plan(String version, String... targets) {
        StringBuilder plan = new StringBuilder(
                """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: %s}
                spec:
                  steps:
                """
                        .formatted(TestPlans.newName()));
        for (String target : targets) {
            plan.append(
                    """
                        - id: on-%s
                          target: %s
                          operation: {type: postgres.sql, version: "%s", up: SELECT 1, down: SELECT 2}
                    """
                            .formatted(target, target, version));
        }
        return plan.toString();
    }

    String migrated(String version, String... targets) {
        return submitAndComplete(plan(version, targets));
    }

    static Map<String, Object> to(String field, String value) {
        return Map.of("to", Map.of(field, value), "reason", "requested by a test");
    }

    static Map<String, Object> withOthers(Map<String, Object> body) {
        Map<String, Object> extended = new HashMap<>(body);
        extended.put("includeOthers", true);
        return extended;
    }

    Api.Response downgrade(Api as, String target, String query, Map<String, Object> body) {
        return as.post(
                "/api/v1/targets/%s/downgrade%s".formatted(target, query),
                JSON,
                JsonMapper.shared().writeValueAsString(body));
    }

    Api.Response downgrade(String target, Map<String, Object> body) {
        return downgrade(api, target, "", body);
    }

    JsonNode dryRun(String target, Map<String, Object> body) {
        Api.Response response = downgrade(api, target, "?dryRun=true", body);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.json();
    }

    String started(String target, Map<String, Object> body) {
        Api.Response response = downgrade(target, body);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        return response.id();
    }

    JsonNode show(String id) {
        return api.get(DOWNGRADES + "/" + id).json();
    }

    void awaitDowngrade(String id, String state) {
        Waits.await().untilAsserted(() -> assertThat(show(id).path("state").asString())
                .as(show(id).toString())
                .isEqualTo(state));
    }

    Api.Response act(Api as, String id, String action, Map<String, Object> fields) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("reason", "decided by a test");
        return as.send(as.request("%s/%s/actions/%s".formatted(DOWNGRADES, id, action))
                .header("Content-Type", JSON)
                .header("If-Match", "*")
                .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
    }

    static List<String> migrations(JsonNode downgrade) {
        return downgrade
                .path("migrations")
                .valueStream()
                .map(migration -> migration.path("migration").asString())
                .toList();
    }

    static List<String> messages(JsonNode problemOrPlan, String field) {
        return problemOrPlan
                .path(field)
                .valueStream()
                .map(error -> error.path("message").asString())
                .toList();
    }

    boolean isCompensated(String migration) {
        return worker.receivedCommands(migration).stream().anyMatch(Command.Compensate.class::isInstance);
    }

    /** Makes compensations of a migration fail. */
    void failCompensationOf(String migration) {
        failCommands(command -> command instanceof Command.Compensate
                && command.header().migration().toString().equals(migration));
    }

    static void assertRefused(Api.Response response, String type, String pointer, String... texts) {
        assertThat(response.status()).as(response.body()).isIn(409, 422);
        assertThat(response.json().path("type").asString()).endsWith("/" + type);
        JsonNode error = response.json().path("errors").path(0);
        assertThat(error.path("pointer").asString()).isEqualTo(pointer);
        assertThat(texts).allSatisfy(text -> assertThat(
                        error.path("message").asString() + error.path("hint").asString())
                .contains(text));
    }
}
