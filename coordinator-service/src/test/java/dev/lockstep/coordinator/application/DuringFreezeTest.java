package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What waits for a freeze, what is refused meanwhile, and what continues. */
class DuringFreezeTest extends FreezeCase {
    @Nested
    class During_a_freeze {
        @Test
        void a_migration_waits_says_for_what_and_starts_when_two_people_have_broken_it() {
            String freeze = open(alice);
            String first = submitQueued(plan("pg-1"));
            String second = submitQueued(plan("pg-1"));
            assertThat(api.migration(first).json().path("waitingFor").asString())
                    .matches("the freeze that alice began at 20.*Z: end of the year");
            // The starter has had its turn.
            submitQueued(plan("pg-2"));
            assertThat(worker.receivedCommands(first)).isEmpty();

            breakTogether(freeze);

            awaitState(first, "COMPLETED");
            awaitState(second, "COMPLETED");
            assertThat(startedAt(first)).isBefore(startedAt(second));
        }

        private Instant startedAt(String migration) {
            return Instant.parse(
                    api.migration(migration).json().path("startedAt").asString());
        }

        @Test
        void a_dry_run_waits_too() {
            String freeze = open(alice);
            Api.Response response = api.post("/api/v1/migrations?dryRun=true", "application/yaml", plan("pg-1"));
            assertThat(state(response.id())).isEqualTo("QUEUED");
            breakTogether(freeze);
            awaitState(response.id(), "DRY_RUN_COMPLETED");
        }

        @Test
        void a_queued_migration_can_be_cancelled() {
            open(alice);
            String id = submitQueued(plan("pg-1"));
            assertThat(api.requestAction(id, "cancel", REASON).status()).isEqualTo(202);
            awaitState(id, "CANCELLED");
        }

        @Test
        void what_runs_continues_and_is_compensated() {
            ignoreFirstCommand(command -> true);
            String id = submit(plan("pg-3"));
            assertThat(state(id)).isNotEqualTo("QUEUED");
            String freeze = open(alice);
            awaitState(id, "COMPLETED");
            failCommands(command -> command instanceof Command.Apply);
            breakTogether(freeze);
            String failing = submit(plan("pg-4"));
            Waits.await().until(() -> !worker.receivedCommands(failing).isEmpty());
            open(alice);
            awaitState(failing, "ROLLED_BACK");
        }

        @Test
        void a_completed_migration_is_not_rolled_back() {
            String id = submitAndComplete(plan("pg-5"));
            String freeze = open(alice);
            Api.Response refused = api.requestAction(id, "rollback", REASON);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("type").asString()).endsWith("/frozen");
            assertThat(refused.json().path("detail").asString()).contains("the freeze that alice began at");
            assertThat(state(id)).isEqualTo("COMPLETED");
            assertThat(allowedActions(id)).isEmpty();
            assertThat(api.migration(id).json().path("frozen").asString())
                    .matches("no rollback starts during the freeze that alice began at 20.*Z: end of the year");
            breakTogether(freeze);
            assertThat(allowedActions(id)).containsExactly("rollback");
            assertThat(api.migration(id).json().has("frozen")).isFalse();
            assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void a_requested_rollback_can_be_rejected_but_not_approved() {
            String gate = "spec:\n  rollback: {approval: {required: true}}\n";
            String id = submitAndComplete(plan("pg-5").replace("spec:\n", gate));
            assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
            assertThat(allowedActions(id)).containsExactlyInAnyOrder("approve", "reject");
            String freeze = open(alice);
            assertThat(bob.requestAction(id, "approve", REASON).status()).isEqualTo(409);
            assertThat(allowedActions(id)).containsExactly("reject");
            assertThat(api.migration(id).json().path("frozen").asString()).startsWith("no rollback starts during");
            breakTogether(freeze);
            assertThat(bob.requestAction(id, "approve", REASON).status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }

        private List<String> allowedActions(String id) {
            return api.migration(id)
                    .json()
                    .path("allowedActions")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
        }

        @Test
        void no_backup_is_restored() {
            String id = submitAndComplete(plan("pg-6").replace("spec:\n", "spec:\n  backup: {before: true}\n"));
            String freeze = open(alice);
            String path = "/api/v1/migrations/%s/restores".formatted(id);
            String body = "{\"target\": \"pg-6\", \"dryRun\": true, \"reason\": \"r\"}";
            Api.Response refused = api.post(path, JSON, body);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("type").asString()).endsWith("/frozen");
            breakTogether(freeze);
            assertThat(api.post(path, JSON, body).status()).isEqualTo(202);
        }

        @Test
        void approvals_are_given_and_windows_end() {
            String freeze = open(alice);
            String approved = submit(plan("pg-7").replace("spec:\n", "spec:\n  approval: {required: true}\n"));
            assertThat(bob.requestAction(approved, "approve", REASON).status()).isEqualTo(202);
            awaitState(approved, "QUEUED");
            String late = submit(plan("pg-8")
                    .replace(
                            "spec:\n",
                            "spec:\n  window: {notAfter: \"%s\"}\n"
                                    .formatted(Instant.now().plusSeconds(2))));
            awaitState(late, "CANCELLED");
            assertThat(state(approved)).isEqualTo("QUEUED");
            breakTogether(freeze);
            awaitState(approved, "COMPLETED");
        }

        @Test
        void the_gauge_is_1() {
            String freeze = open(alice);
            Waits.await().untilAsserted(() -> assertThat(gauge()).isEqualTo("1.0"));
            breakTogether(freeze);
            Waits.await().untilAsserted(() -> assertThat(gauge()).isEqualTo("0.0"));
        }

        private String gauge() {
            return api.get("/actuator/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("lockstep_freeze_open"))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .findFirst()
                    .orElse("");
        }
    }
}
