package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Command;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Requests for purges. */
abstract class PurgeCase extends ApplicationTest {
    static final String TARGET = "pg-8";

    static String path(String migration) {
        return "/api/v1/migrations/%s/purge".formatted(migration);
    }

    static String body(boolean dryRun) {
        return LockstepJson.messages().writeValueAsString(Map.of("reason", "a test of purges", "dryRun", dryRun));
    }

    final Api.Response purge(String migration) {
        return api.post(path(migration), "application/json", body(false));
    }

    final String completed() {
        return submitAndComplete(TestPlans.singleStep(TestPlans.newName(), TARGET));
    }

    final JsonNode awaitPurged(String migration) {
        Waits.await().untilAsserted(() -> assertThat(shown(migration).has("purgedAt"))
                .as("%s", shown(migration))
                .isTrue());
        return shown(migration);
    }

    final JsonNode shown(String migration) {
        return api.get(path(migration)).json();
    }

    final List<Command.Purge> purges(String migration) {
        return worker.receivedCommands(migration).stream()
                .filter(Command.Purge.class::isInstance)
                .map(Command.Purge.class::cast)
                .toList();
    }

    /** Lets the migration have ended so many days earlier. */
    static void age(String migration, int days) {
        SharedCoordinator.jdbc()
                .update(
                        "UPDATE migration SET purgeable_since = purgeable_since - make_interval(days => ?) WHERE id = ?::uuid",
                        days,
                        migration);
    }

    static void assertRefused(Api.Response response, String reason) {
        assertThat(response.status()).as(response.body()).isEqualTo(409);
        assertThat(response.json().path("type").asString()).endsWith("/purge-not-allowed");
        assertThat(response.json().path("detail").asString()).contains(reason);
    }
}
