package dev.lockstep.coordinator.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CourseTest extends Running {
    @Nested
    class A_step_that_fails {
        @Test
        void has_everything_put_back_in_reverse_order() {
            failingOn(command -> command instanceof Command.Apply
                    && command.step().id().value().equals("keys"));
            String id = posted(Posted.threeStores(Posted.freshName()));
            becomes(id, "ROLLED_BACK");
            assertThat(worker.heard(id).stream()
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
                    .isEqualTo("there is no such thing");
        }

        @Test
        void at_preflight_rejects_the_migration() {
            failingOn(Command.Preflight.class::isInstance);
            String id = posted(Posted.single(Posted.freshName(), "pg-2"));
            becomes(id, "REJECTED");
            assertThat(worker.heard(id)).allMatch(Command.Preflight.class::isInstance);
        }
    }

    @Nested
    class A_worker_that_is_silent {
        @Test
        void loses_the_dispatch_to_one_with_a_higher_number() {
            silentOnceOn(Command.Apply.class::isInstance);
            String id = completed(Posted.single(Posted.freshName(), "pg-2"));
            List<Long> numbers = worker.heard(id).stream()
                    .filter(Command.Apply.class::isInstance)
                    .map(command -> command.header().dispatch().value())
                    .toList();
            assertThat(numbers).hasSize(2).isSorted();
            assertThat(api.get("/api/v1/migrations/%s/events".formatted(id)).text())
                    .contains("lease-lapsed.v1");
        }
    }

    @Nested
    class A_target_that_is_held {
        @Test
        void is_waited_for_first_come_first_served() {
            silentOn(command -> command.step().target().value().equals("pg-3"));
            String first = posted(Posted.single(Posted.freshName(), "pg-3"));
            String second = posted(Posted.single(Posted.freshName(), "pg-3"));
            JsonNode waiting = api.migration(second).json();
            assertThat(waiting.path("state").asString()).isEqualTo("QUEUED");
            assertThat(waiting.path("waitingFor").asString()).contains("pg-3").contains(first);
            everyoneObeysAgain();
            becomes(first, "COMPLETED");
            becomes(second, "COMPLETED");
        }

        @Test
        void is_let_go_by_cancelling() {
            silentOn(command -> command.step().target().value().equals("pg-4"));
            String first = posted(Posted.single(Posted.freshName(), "pg-4"));
            String second = posted(Posted.single(Posted.freshName(), "pg-4"));
            assertThat(api.act(second, "cancel", BECAUSE).status()).isEqualTo(202);
            becomes(second, "CANCELLED");
            assertThat(api.act(first, "cancel", BECAUSE).status()).isEqualTo(202);
            becomes(first, "CANCELLED");
        }
    }

    @Nested
    class A_completed_migration {
        @Test
        void is_rolled_back_on_request() {
            String id = completed(Posted.threeStores(Posted.freshName()));
            Api.Answer answer = api.act(id, "rollback", BECAUSE);
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
            becomes(id, "ROLLED_BACK");
            JsonNode view = api.migration(id).json();
            assertThat(view.path("round").intValue()).isEqualTo(2);
            assertThat(states(id)).containsOnly("COMPENSATED");
        }

        @Test
        void is_not_rolled_back_from_under_a_later_one() {
            String first = completed(Posted.single(Posted.freshName(), "pg-5"));
            String second = completed(Posted.single(Posted.freshName(), "pg-5"));
            String third = completed(Posted.single(Posted.freshName(), "pg-5"));
            Api.Answer answer = api.act(first, "rollback", BECAUSE);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("detail").asString()).containsSubsequence(third, second);
            assertThat(api.act(third, "rollback", BECAUSE).status()).isEqualTo(202);
            becomes(third, "ROLLED_BACK");
        }

        @Test
        void is_not_rolled_back_from_under_one_that_runs() {
            String first = completed(Posted.single(Posted.freshName(), "pg-6"));
            silentOn(command -> command.step().target().value().equals("pg-6"));
            String second = posted(Posted.single(Posted.freshName(), "pg-6"));
            Api.Answer answer = api.act(first, "rollback", BECAUSE);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("detail").asString()).contains(second);
            everyoneObeysAgain();
            becomes(second, "COMPLETED");
        }
    }

    @Nested
    class A_compensation_that_cannot_be_done {
        @Test
        void needs_an_operator_who_skips_it() {
            failingOn(command -> !(command instanceof Command.Preflight)
                    && command.step().id().value().equals("only"));
            String id = posted(Posted.single(Posted.freshName(), "pg-7"));
            becomes(id, "NEEDS_OPERATOR");
            assertThat(states(id)).containsExactly("STUCK");
            assertThat(api.act(id, "skip", "{\"reason\": \"by hand\"}").status())
                    .isEqualTo(422);
            everyoneObeysAgain();
            assertThat(api.act(id, "skip", "{\"reason\": \"by hand\", \"step\": \"only\"}")
                            .status())
                    .isEqualTo(202);
            becomes(id, "CLOSED_BY_OPERATOR");
            assertThat(api.migration(id).json().path("leftApplied").path(0).asString())
                    .isEqualTo("only");
        }
    }

    @Nested
    class An_action {
        @Test
        void needs_the_version_that_was_seen() {
            String id = completed(Posted.single(Posted.freshName(), "pg-8"));
            String path = "/api/v1/migrations/%s/actions/rollback".formatted(id);
            assertThat(api.post(path, "application/json", BECAUSE).status()).isEqualTo(428);
            assertThat(api.act(id, "rollback", BECAUSE, "\"1\"").status()).isEqualTo(412);
            assertThat(api.act(id, "rollback", BECAUSE, "nonsense").status()).isEqualTo(412);
        }

        @Test
        void that_the_state_does_not_allow_is_a_409() {
            String id = completed(Posted.single(Posted.freshName(), "pg-8"));
            assertThat(api.act(id, "retry", BECAUSE).status()).isEqualTo(409);
            assertThat(api.act(id, "cancel", BECAUSE).status()).isEqualTo(409);
        }

        @Test
        void without_a_reason_or_with_something_unknown_is_refused() {
            String id = completed(Posted.single(Posted.freshName(), "pg-8"));
            assertThat(api.act(id, "rollback", "{}").status()).isEqualTo(422);
            assertThat(api.act(id, "rollback", "{\"reason\": \"x\", \"colour\": 1}")
                            .status())
                    .isEqualTo(400);
            assertThat(api.act(id, "rollback", "nonsense").status()).isEqualTo(400);
            assertThat(api.act(id, "explode", BECAUSE).status()).isEqualTo(404);
        }
    }
}
