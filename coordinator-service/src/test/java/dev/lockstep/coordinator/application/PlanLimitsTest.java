package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Attempts, back-offs and deadlines that a plan states. */
class PlanLimitsTest extends ApplicationTest {
    private static String plan(String limitsOfPlan, String limitsOfStep) {
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: %s}
                spec:
                  %s
                  steps:
                    - id: keys
                      target: main-redis
                      operation: {type: redis.transform, match: "a:*", key: {from: "a:", to: "b:"}}
                      %s
                """
                .formatted(TestPlans.newName(), limitsOfPlan, limitsOfStep);
    }

    /** A worker whose applies run without an end, and which stops when it is told to. */
    private void runWithoutEnd() {
        worker.useScript(command -> {
            if (command.header().isPaused()) {
                return List.of(new Report.Stopped(ScriptedWorker.headerFor(command), Progress.NONE));
            }
            return command instanceof Command.Apply
                    ? List.of(new Report.Accepted(ScriptedWorker.headerFor(command)))
                    : ScriptedWorker.acceptAndSucceed(command);
        });
    }

    private JsonNode view(String id) {
        return api.migration(id).json();
    }

    private static long scheduledDeadlines(String id) {
        return SharedCoordinator.jdbc()
                .queryForList("SELECT 1 FROM plan_deadline WHERE migration_id = ?", UUID.fromString(id))
                .size();
    }

    /** Lets the time until the deadline pass. */
    private static void letDeadlinePass(String id) {
        SharedCoordinator.jdbc()
                .update("UPDATE plan_deadline SET due = clock_timestamp() WHERE migration_id = ?", UUID.fromString(id));
    }

    @Nested
    class A_deadline {
        @Test
        void of_a_step_rolls_everything_back_while_the_step_runs() {
            runWithoutEnd();
            String id = submit(plan("", "deadline: 3s"));
            awaitState(id, "APPLYING");
            Instant due = Instant.parse(
                    view(id).path("steps").path(0).path("deadline").path("at").asString());
            awaitState(id, "ROLLED_BACK");
            JsonNode rolledBack = view(id);
            assertThat(Instant.parse(rolledBack.path("endedAt").asString())).isAfterOrEqualTo(due);
            assertThat(rolledBack.path("cause").path("reason").asString())
                    .isEqualTo(
                            "step \"keys\" failed with deadline-passed: it was not applied within its deadline of 3s");
            assertThat(rolledBack
                            .path("steps")
                            .path(0)
                            .path("failure")
                            .path("code")
                            .asString())
                    .isEqualTo("deadline-passed");
            assertThat(rolledBack.path("steps").path(0).has("deadline")).isFalse();
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(id)).body())
                    .contains("step-deadline-passed.v1", "a deadline of the plan has passed");
            List<Command> received = worker.receivedCommands(id);
            assertThat(received.getLast()).isInstanceOf(Command.Compensate.class);
            assertThat(received)
                    .allSatisfy(command -> assertThat(command.step().deadline()).isNull());
            assertThat(scheduledDeadlines(id)).isZero();
        }

        @Test
        void of_a_migration_counts_from_its_start_and_ends_with_it() {
            String id = submitAndComplete(plan("deadline: 1h", ""));
            assertThat(view(id).has("deadline")).isFalse();
            assertThat(scheduledDeadlines(id)).isZero();
            runWithoutEnd();
            String late = submit(plan("deadline: 1h", ""));
            awaitState(late, "APPLYING");
            JsonNode running = view(late);
            assertThat(Instant.parse(running.path("deadline").path("at").asString()))
                    .isEqualTo(
                            Instant.parse(running.path("startedAt").asString()).plus(Duration.ofHours(1)));
            // The saga compares the times itself, so a check that comes too early changes nothing.
            letDeadlinePass(late);
            Waits.await().until(() -> scheduledDeadlines(late) == 0);
            assertThat(view(late).path("state").asString()).isEqualTo("APPLYING");
            assertThat(api.requestAction(late, "cancel", REASON).status()).isEqualTo(202);
            awaitState(late, "ROLLED_BACK");
        }

        @Test
        void stands_still_while_the_migration_is_paused() {
            runWithoutEnd();
            String id = submit(plan("deadline: 2h", "deadline: 1h"));
            awaitState(id, "APPLYING");
            Instant due = Instant.parse(
                    view(id).path("steps").path(0).path("deadline").path("at").asString());
            assertThat(scheduledDeadlines(id)).isEqualTo(1);
            assertThat(api.requestAction(id, "pause", REASON).status()).isEqualTo(202);
            JsonNode paused = view(id);
            assertThat(scheduledDeadlines(id)).isZero();
            assertThat(paused.path("steps")
                            .path(0)
                            .path("deadline")
                            .path("secondsLeft")
                            .asLong())
                    .isBetween(3_500L, 3_600L);
            assertThat(paused.path("deadline").path("secondsLeft").asLong()).isBetween(7_000L, 7_200L);
            assertThat(paused.path("deadline").has("at")).isFalse();
            // The report of the stop changes the version of the migration.
            Waits.await().until(() -> api.get("/api/v1/migrations/%s/events".formatted(id))
                    .body()
                    .contains("dispatch-stopped.v1"));
            assertThat(api.requestAction(id, "resume", REASON).status()).isEqualTo(202);
            assertThat(scheduledDeadlines(id)).isEqualTo(1);
            assertThat(Instant.parse(view(id).path("steps")
                            .path(0)
                            .path("deadline")
                            .path("at")
                            .asString()))
                    .isAfter(due);
            assertThat(api.requestAction(id, "cancel", REASON).status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void that_is_shorter_than_the_lease_of_this_coordinator_is_refused_at_its_place() {
            Api.Response response = api.submitYaml(plan("", "deadline: 2s"));
            assertThat(response.status()).isEqualTo(422);
            JsonNode error = response.json().path("errors").path(0);
            assertThat(error.path("pointer").asString()).isEqualTo("/spec/steps/0/deadline");
            assertThat(error.path("message").asString())
                    .isEqualTo("the deadline is 2s, which is shorter than the lease of a dispatch (3s)");
            assertThat(error.path("hint").asString()).isEqualTo("write 3s or more, or shorten lockstep.lease");
        }
    }

    @Nested
    class Attempts {
        @Test
        void of_a_step_are_shown_and_limit_it() {
            List<Command> applies = new CopyOnWriteArrayList<>();
            worker.useScript(command -> {
                if (!(command instanceof Command.Apply)) {
                    return ScriptedWorker.acceptAndSucceed(command);
                }
                applies.add(command);
                return applies.size() == 1
                        ? List.of(busy(command))
                        : List.of(new Report.Accepted(ScriptedWorker.headerFor(command)));
            });
            String id = submit(plan("retry: {attempts: 9}", "retry: {attempts: 2, backoff: {first: 200ms}}"));
            // The second attempt has no answer yet.
            Waits.await().until(() -> applies.size() == 2);
            assertThat(view(id).path("steps").path(0).path("attempt").asInt()).isEqualTo(2);
            worker.report(busy(applies.getLast()));
            awaitState(id, "ROLLED_BACK");
            assertThat(worker.receivedCommands(id).stream().filter(Command.Apply.class::isInstance))
                    .hasSize(2);
        }

        private static Report busy(Command command) {
            return new Report.Failed(
                    ScriptedWorker.headerFor(command), new StepFailure.Transient("BUSY", "the store is busy"));
        }

        @Test
        void are_shown_with_their_limit_while_the_step_is_in_progress() {
            runWithoutEnd();
            String id = submit(plan("retry: {attempts: 9}", ""));
            awaitState(id, "APPLYING");
            assertThat(view(id).path("steps").path(0).path("maxAttempts").asInt())
                    .isEqualTo(9);
            assertThat(api.requestAction(id, "cancel", REASON).status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
            assertThat(view(id).path("steps").path(0).has("maxAttempts")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void of_a_finish_have_no_limit_if_a_step_is_irreversible(boolean irreversible) {
            worker.useScript(command -> command instanceof Command.Finish
                    ? List.of(new Report.Accepted(ScriptedWorker.headerFor(command)))
                    : ScriptedWorker.acceptAndSucceed(command));
            String plan = plan("retry: {attempts: 9}", "irreversible: " + irreversible)
                    .replace("to: \"b:\"}}", "to: \"b:\"}, source: delete}");
            String id = submit(plan);
            awaitState(id, "FINISHING");
            assertThat(view(id).path("steps").path(0).path("state").asString()).isEqualTo("FINISHING");
            assertThat(view(id).path("steps").path(0).has("maxAttempts")).isEqualTo(!irreversible);
            // The state is visible before Kafka has delivered the command.
            Waits.await().until(() -> worker.receivedCommands(id).getLast() instanceof Command.Finish);
            worker.report(ScriptedWorker.success(worker.receivedCommands(id).getLast()));
            awaitState(id, "COMPLETED");
        }
    }
}
