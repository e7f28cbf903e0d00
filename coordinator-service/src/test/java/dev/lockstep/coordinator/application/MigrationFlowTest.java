package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MigrationFlowTest extends ApplicationTest {
    @Nested
    class A_step_failure {
        @Test
        void rolls_back_all_steps_in_reverse_order() {
            failCommands(command -> command instanceof Command.Apply
                    && command.step().id().value().equals("keys"));
            String id = submit(TestPlans.threeStores(TestPlans.newName()));
            awaitState(id, "ROLLED_BACK");
            assertThat(worker.receivedCommands(id).stream()
                            .filter(Command.Compensate.class::isInstance)
                            .map(command -> command.step().id().value()))
                    .containsExactly("keys", "documents", "rows");
            JsonNode view = api.migration(id).json();
            assertThat(view.path("cause").path("step").asString()).isEqualTo("keys");
            assertThat(view.path("steps")
                            .path(2)
                            .path("failure")
                            .path("message")
                            .asString())
                    .isEqualTo("no such table");
        }

        @Test
        void in_preflight_rejects_the_migration() {
            failCommands(Command.Preflight.class::isInstance);
            String id = submit(TestPlans.singleStep(TestPlans.newName(), "pg-2"));
            awaitState(id, "REJECTED");
            assertThat(worker.receivedCommands(id)).allMatch(Command.Preflight.class::isInstance);
        }
    }

    @Nested
    class A_dispatch_without_a_report {
        @Test
        void is_superseded_by_a_dispatch_with_a_higher_number() {
            ignoreFirstCommand(Command.Apply.class::isInstance);
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-2"));
            List<Long> numbers = worker.receivedCommands(id).stream()
                    .filter(Command.Apply.class::isInstance)
                    .map(command -> command.header().dispatch().value())
                    .toList();
            assertThat(numbers).hasSize(2).isSorted();
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(id)).body())
                    .contains("lease-lapsed.v1");
        }
    }

    @Nested
    class A_target {
        @Test
        void is_locked_by_migrations_in_the_order_of_submission() {
            ignoreCommands(command -> command.step().target().value().equals("pg-3"));
            String first = submit(TestPlans.singleStep(TestPlans.newName(), "pg-3"));
            String second = submit(TestPlans.singleStep(TestPlans.newName(), "pg-3"));
            JsonNode waiting = api.migration(second).json();
            assertThat(waiting.path("state").asString()).isEqualTo("QUEUED");
            assertThat(waiting.path("waitingFor").asString()).contains("pg-3").contains(first);
            succeedFromNowOn();
            awaitState(first, "COMPLETED");
            awaitState(second, "COMPLETED");
        }

        @Test
        void is_released_by_a_cancellation() {
            ignoreCommands(command -> command.step().target().value().equals("pg-4"));
            String first = submit(TestPlans.singleStep(TestPlans.newName(), "pg-4"));
            String second = submit(TestPlans.singleStep(TestPlans.newName(), "pg-4"));
            assertThat(api.requestAction(second, "cancel", REASON).status()).isEqualTo(202);
            awaitState(second, "CANCELLED");
            assertThat(api.requestAction(first, "cancel", REASON).status()).isEqualTo(202);
            awaitState(first, "CANCELLED");
        }
    }

    @Nested
    class A_completed_migration {
        @Test
        void is_rolled_back_on_request() {
            String id = submitAndComplete(TestPlans.threeStores(TestPlans.newName()));
            Api.Response response = api.requestAction(id, "rollback", REASON);
            assertThat(response.status()).as(response.body()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
            JsonNode view = api.migration(id).json();
            assertThat(view.path("round").intValue()).isEqualTo(2);
            assertThat(stepStates(id)).containsOnly("COMPENSATED");
        }

        @Test
        void is_not_rolled_back_before_later_migrations_on_the_same_target() {
            String first = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            String second = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            String third = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-5"));
            Api.Response response = api.requestAction(first, "rollback", REASON);
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.json().path("detail").asString()).containsSubsequence(third, second);
            assertThat(api.requestAction(third, "rollback", REASON).status()).isEqualTo(202);
            awaitState(third, "ROLLED_BACK");
        }

        @Test
        void is_not_rolled_back_while_another_migration_runs_on_the_same_target() {
            String first = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-6"));
            ignoreCommands(command -> command.step().target().value().equals("pg-6"));
            String second = submit(TestPlans.singleStep(TestPlans.newName(), "pg-6"));
            Api.Response response = api.requestAction(first, "rollback", REASON);
            assertThat(response.status()).isEqualTo(409);
            assertThat(response.json().path("detail").asString()).contains(second);
            succeedFromNowOn();
            awaitState(second, "COMPLETED");
        }
    }

    @Nested
    class A_stuck_compensation {
        @Test
        void can_be_skipped_by_an_operator() {
            failCommands(command -> !(command instanceof Command.Preflight)
                    && command.step().id().value().equals("only"));
            String id = submit(TestPlans.singleStep(TestPlans.newName(), "pg-7"));
            awaitState(id, "NEEDS_OPERATOR");
            assertThat(stepStates(id)).containsExactly("STUCK");
            assertThat(api.requestAction(id, "skip", "{\"reason\": \"changed manually\"}")
                            .status())
                    .isEqualTo(422);
            succeedFromNowOn();
            assertThat(api.requestAction(id, "skip", "{\"reason\": \"changed manually\", \"step\": \"only\"}")
                            .status())
                    .isEqualTo(202);
            awaitState(id, "CLOSED_BY_OPERATOR");
            assertThat(api.migration(id).json().path("leftApplied").path(0).asString())
                    .isEqualTo("only");
        }
    }

    @Nested
    class An_action {
        @Test
        void requires_the_current_version() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
            String path = "/api/v1/migrations/%s/actions/rollback".formatted(id);
            assertThat(api.post(path, "application/json", REASON).status()).isEqualTo(428);
            assertThat(api.requestAction(id, "rollback", REASON, "\"1\"").status())
                    .isEqualTo(412);
            assertThat(api.requestAction(id, "rollback", REASON, "nonsense").status())
                    .isEqualTo(412);
        }

        @Test
        void that_the_state_does_not_allow_is_refused_with_409() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
            assertThat(api.requestAction(id, "retry", REASON).status()).isEqualTo(409);
            assertThat(api.requestAction(id, "cancel", REASON).status()).isEqualTo(409);
        }

        @Test
        void without_a_reason_or_with_unknown_fields_is_refused() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-8"));
            assertThat(api.requestAction(id, "rollback", "{}").status()).isEqualTo(422);
            assertThat(api.requestAction(id, "rollback", "{\"reason\": \"x\", \"colour\": 1}")
                            .status())
                    .isEqualTo(400);
            assertThat(api.requestAction(id, "rollback", "nonsense").status()).isEqualTo(400);
            assertThat(api.requestAction(id, "unknown", REASON).status()).isEqualTo(404);
        }
    }
}
