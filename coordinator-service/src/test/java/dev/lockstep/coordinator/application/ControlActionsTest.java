package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.Throttle;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The actions that control the running steps of a migration. */
class ControlActionsTest extends ApplicationTest {
    /** A worker whose applies run without an end, and which stops when it is told to. */
    @BeforeEach
    void runWithoutEnd() {
        worker.useScript(command -> {
            if (command.header().isPaused()) {
                return List.of(new Report.Stopped(ScriptedWorker.headerFor(command), Progress.NONE));
            }
            return command instanceof Command.Apply
                    ? List.of(new Report.Accepted(ScriptedWorker.headerFor(command)))
                    : ScriptedWorker.acceptAndSucceed(command);
        });
    }

    private String submitKeys() {
        String id = submit(
                """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: %s}
                spec:
                  steps:
                    - id: keys
                      target: main-redis
                      operation: {type: redis.transform, match: "a:*", key: {from: "a:", to: "b:"}}
                """
                        .formatted(TestPlans.newName()));
        awaitState(id, "APPLYING");
        return id;
    }

    private void act(String id, String action, String body) {
        Api.Response response = api.requestAction(id, action, body);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
    }

    private Optional<Throttle> lastThrottle(String id) {
        return Optional.ofNullable(
                worker.receivedCommands(id).getLast().header().throttle());
    }

    private List<String> allowedActions(String id) {
        return api.migration(id)
                .json()
                .path("allowedActions")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    @Nested
    class A_pause {
        @Test
        void stops_the_step_and_says_who_paused_it_until_it_is_resumed() {
            String id = submitKeys();
            assertThat(allowedActions(id)).contains("pause", "throttle").doesNotContain("resume");
            act(id, "pause", "{\"reason\": \"the replica lags\"}");
            Waits.await().untilAsserted(() -> assertThat(lastThrottle(id)).hasValue(new Throttle(true, null, null)));
            JsonNode paused = api.migration(id).json();
            assertThat(paused.path("state").asString()).isEqualTo("APPLYING");
            assertThat(paused.path("pause").path("reason").asString()).isEqualTo("the replica lags");
            assertThat(paused.path("pause").path("scripts").asString()).isEqualTo("finish");
            assertThat(paused.path("waitingFor").asString())
                    .contains("has paused it")
                    .contains("the replica lags");
            assertThat(allowedActions(id)).contains("resume").doesNotContain("pause");
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            act(id, "resume", REASON);
            awaitState(id, "COMPLETED");
            assertThat(api.migration(id).json().has("pause")).isFalse();
        }

        @Test
        void of_a_migration_that_does_not_run_is_refused() {
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-3"));
            Api.Response response = api.requestAction(id, "pause", REASON);
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.body()).contains("nothing to pause");
        }

        @Test
        void with_another_word_for_scripts_is_refused() {
            String id = submitKeys();
            Api.Response response = api.requestAction(id, "pause", "{\"reason\": \"test\", \"scripts\": \"abort\"}");
            assertThat(response.status()).as(response.body()).isEqualTo(422);
            assertThat(response.body()).contains("scripts is \\\"abort\\\"").contains("write finish or cancel");
            act(id, "cancel", REASON);
            awaitState(id, "ROLLED_BACK");
        }
    }

    @Nested
    class A_limit_of_the_rate {
        @Test
        void reaches_the_worker_in_a_new_dispatch_and_can_be_lifted() {
            String id = submitKeys();
            act(id, "throttle", "{\"reason\": \"evening peak\", \"unitsPerSecond\": 250}");
            Waits.await().untilAsserted(() -> assertThat(lastThrottle(id)).hasValue(new Throttle(false, 250, null)));
            assertThat(api.migration(id).json().path("unitsPerSecond").asInt()).isEqualTo(250);
            act(id, "throttle", REASON);
            Waits.await().untilAsserted(() -> assertThat(lastThrottle(id)).isEmpty());
            assertThat(api.migration(id).json().has("unitsPerSecond")).isFalse();
            act(id, "cancel", REASON);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void and_a_batch_size_reach_the_worker_together() {
            String id = submitKeys();
            act(id, "throttle", "{\"reason\": \"test\", \"unitsPerSecond\": 250, \"batchSize\": 20}");
            Waits.await().untilAsserted(() -> assertThat(lastThrottle(id)).hasValue(new Throttle(false, 250, 20)));
            assertThat(api.migration(id).json().path("batchSize").asInt()).isEqualTo(20);
            act(id, "cancel", REASON);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void that_is_no_batch_size_is_refused() {
            String id = submitKeys();
            for (String size : List.of("0", "10001")) {
                Api.Response response =
                        api.requestAction(id, "throttle", "{\"reason\": \"test\", \"batchSize\": %s}".formatted(size));
                assertThat(response.status()).as(response.body()).isEqualTo(422);
                assertThat(response.body()).contains("/batchSize").contains("write 1 to 10000");
            }
            act(id, "cancel", REASON);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void that_is_no_rate_is_refused() {
            String id = submitKeys();
            for (String rate : List.of("0", "-1", "1000001")) {
                Api.Response response = api.requestAction(
                        id, "throttle", "{\"reason\": \"test\", \"unitsPerSecond\": %s}".formatted(rate));
                assertThat(response.status()).as(response.body()).isEqualTo(422);
                assertThat(response.body()).contains("write 1 to 1000000");
            }
            act(id, "cancel", REASON);
            awaitState(id, "ROLLED_BACK");
        }
    }
}
