package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DriftResult.Difference;
import dev.lockstep.contract.protocol.DriftResult.Kind;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DriftTest extends DriftCase {
    private static final Difference FIRST = new Difference(Kind.CATALOG, "table a", "x", "y");
    private static final Difference SECOND = new Difference(Kind.JOURNAL, "step a", "APPLIED", "no row");

    private void find(Difference... differences) {
        worker.useRequestScript(request -> List.of(new TargetReport.Drift(
                ScriptedWorker.headerFor(request), new DriftResult(1, 2, List.of(differences), differences.length))));
    }

    private void release(String target) {
        find();
        check(target);
        answerAgain();
    }

    @Nested
    class A_check {
        @Test
        void compares_the_applied_steps_of_the_target() {
            String completed = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            String undone = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            assertThat(api.requestAction(undone, "rollback", REASON).status()).isEqualTo(202);
            awaitState(undone, "ROLLED_BACK");
            JsonNode ended = check("pg-7");
            assertThat(ended.path("kind").asString()).isEqualTo("drift");
            assertThat(ended.at("/drift/found").asInt()).isZero();
            TargetRequest.Drift sent =
                    (TargetRequest.Drift) worker.receivedRequests("pg-7").getLast();
            assertThat(sent.steps())
                    .extracting(step -> step.migration().toString())
                    .contains(completed)
                    .doesNotContain(undone);
            assertThat(sent.steps().getLast().certain()).isTrue();
            assertThat(sent.header().identity()).isNull();
            assertThat(sent.expectedIdentity()).isNotNull();
            assertThat(sent.minFence().value())
                    .as("the last dispatch that the target has accepted")
                    .isEqualTo(worker.receivedCommands(undone).stream()
                            .filter(Command.Compensate.class::isInstance)
                            .mapToLong(command -> command.header().dispatch().value())
                            .max()
                            .orElseThrow());
            JsonNode newest = api.get(path("pg-7")).json();
            assertThat(newest.path("stopped").asBoolean()).isFalse();
            assertThat(newest.path("request").asInt())
                    .isEqualTo(ended.path("number").asInt());
        }

        @Test
        void compares_a_step_with_limits_as_the_worker_applied_it() {
            String id = submitAndComplete(TestPlans.withLimits(TestPlans.newName(), "pg-7"));
            check("pg-7");
            TargetRequest.Drift sent =
                    (TargetRequest.Drift) worker.receivedRequests("pg-7").getLast();
            assertThat(sent.steps().stream()
                            .filter(step -> step.migration().toString().equals(id))
                            .map(step -> step.checksum()))
                    .containsExactly(worker.receivedCommands(id).stream()
                            .filter(Command.Apply.class::isInstance)
                            .map(command -> command.header().checksum())
                            .findFirst()
                            .orElseThrow());
        }

        @Test
        void while_a_migration_runs_is_refused() {
            ignoreCommands(Command.Apply.class::isInstance);
            String running = submit(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
            awaitState(running, "APPLYING");
            assertThat(api.post(path("pg-8"), "application/json", "{}").status())
                    .isEqualTo(409);
            succeedFromNowOn();
            awaitState(running, "COMPLETED");
        }

        @Test
        void that_fails_stops_nothing() {
            worker.useRequestScript(request -> List.of(new TargetReport.Failed(
                    ScriptedWorker.headerFor(request),
                    StepFailure.Permanent.withoutEffect("target-in-use", "a migration has started"))));
            assertThat(check("pg-8").path("state").asString()).isEqualTo("FAILED");
            answerAgain();
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
        }
    }

    @Nested
    class Drift {
        @Test
        void stops_its_target_until_it_is_acknowledged() {
            String completed = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            find(FIRST);
            int number = check("pg-5").path("number").asInt();
            assertThat(api.get(path("pg-5")).json().path("stoppedBy").asInt()).isEqualTo(number);
            String waiting = submit(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            assertThat(api.migration(waiting).json().path("state").asString()).isEqualTo("QUEUED");
            assertThat(api.migration(waiting).json().path("waitingFor").asString())
                    .contains("drift was found on target \"pg-5\" (request %d)".formatted(number));
            Api.Response rollback = api.requestAction(completed, "rollback", REASON);
            assertThat(rollback.status()).isEqualTo(409);
            assertThat(rollback.json().path("type").asString()).endsWith("target-stopped");

            assertThat(acknowledge("pg-5", number + 1).status()).isEqualTo(409);
            assertThat(acknowledge("pg-5", number).status()).isEqualTo(200);
            awaitState(waiting, "COMPLETED");
            assertThat(api.get(path("pg-5"))
                            .json()
                            .at("/acknowledgement/reason")
                            .asString())
                    .isEqualTo("a hotfix");
            assertThat(acknowledge("pg-5", number).status()).isEqualTo(409);

            check("pg-5");
            assertThat(api.get(path("pg-5")).json().path("stopped").asBoolean()).isFalse();
            find(FIRST, SECOND);
            check("pg-5");
            assertThat(api.get(path("pg-5")).json().path("stopped").asBoolean()).isTrue();
            release("pg-5");
        }

        @Test
        void that_is_repaired_releases_its_target() {
            find(FIRST);
            check("pg-6");
            String waiting = submit(TestPlans.singleStep(TestPlans.newName(), "pg-6"));
            assertThat(api.migration(waiting).json().path("state").asString()).isEqualTo("QUEUED");
            release("pg-6");
            awaitState(waiting, "COMPLETED");
        }

        @Test
        void that_a_later_check_finds_is_not_acknowledged_with_the_earlier_one() throws Exception {
            find(FIRST);
            int number = check("pg-6").path("number").asInt();
            CompletableFuture<Api.Response> response;
            try (Connection later = SharedCoordinator.connect()) {
                later.setAutoCommit(false);
                // As the outcome of a later check does.
                execute(later, "SELECT 1 FROM freeze_state FOR UPDATE");
                execute(later, "UPDATE target_stop SET request = request + 1 WHERE target = 'pg-6'");
                response = CompletableFuture.supplyAsync(() -> acknowledge("pg-6", number));
                Waits.await().until(this::isAcknowledgementWaiting);
                later.commit();
            }
            assertThat(response.get().status()).as(response.get().body()).isEqualTo(409);
            assertThat(api.get(path("pg-6")).json().path("stopped").asBoolean()).isTrue();
            release("pg-6");
        }

        private static void execute(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        private boolean isAcknowledgementWaiting() {
            return !SharedCoordinator.jdbc()
                    .queryForList(
                            """
                            SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                                AND wait_event_type = 'Lock' AND query = 'SELECT 1 FROM freeze_state FOR UPDATE'
                            """)
                    .isEmpty();
        }

        @Test
        void is_acknowledged_also_after_many_other_requests() {
            find(new Difference(Kind.CATALOG, "table of an old check", "x", "y"));
            int number = check("pg-6").path("number").asInt();
            answerAgain();
            SharedCoordinator.jdbc()
                    .update(
                            """
                            INSERT INTO target_request
                            SELECT target, number + 500, type, request, reason, actor, requested_at, -dispatch, state,
                                report, finding, answered_at, attempts, next_attempt
                            FROM target_request WHERE target = 'pg-6' AND number = ?
                            """,
                            number);
            assertThat(api.post("/api/v1/targets/pg-6/schema-versions", "application/json", "{}")
                            .status())
                    .isEqualTo(202);
            assertThat(acknowledge("pg-6", number).status()).isEqualTo(200);
        }

        @Test
        void does_not_stop_other_targets() {
            find(FIRST);
            check("pg-6");
            submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            release("pg-6");
        }

        @Test
        void is_acknowledged_with_a_permission_and_a_reason() {
            assertThat(api.withGrants("submitter")
                            .post(path("pg-6") + "/acknowledge", "application/json", "{}")
                            .status())
                    .isEqualTo(403);
            for (String body : List.of("{\"reason\": \"r\"}", "{\"request\": 1}")) {
                assertThat(api.post(path("pg-6") + "/acknowledge", "application/json", body)
                                .status())
                        .isEqualTo(422);
            }
        }
    }
}
