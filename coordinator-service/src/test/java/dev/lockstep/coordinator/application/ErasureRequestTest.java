package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ErasureRequestTest extends ErasureRequests {
    @Nested
    class The_list {
        @Test
        void has_the_newest_first() {
            String id = completed();
            IntStream.rangeClosed(1, 3).forEach(number -> erase(id, "unit-" + number));
            List<String> units = new ArrayList<>();
            api.get(path(id))
                    .json()
                    .path("items")
                    .forEach(item -> units.add(item.path("unit").asString()));
            assertThat(units).containsExactly("unit-3", "unit-2", "unit-1");
            assertThat(api.get(path(id) + "?before=2").json().path("items").size())
                    .isEqualTo(1);
            assertThat(api.get(path(id) + "/9").status()).isEqualTo(404);
            assertThat(api.get(path(id) + "/x").status()).isEqualTo(404);
        }
    }

    @Nested
    class A_request {
        @Test
        void with_an_unknown_step_or_without_a_field_is_refused() {
            String id = completed();
            for (String body : List.of(body("other", UNIT, "r"), body("only", " ", "r"), body("only", "u", ""), "{}")) {
                assertThat(api.post(path(id), "application/json", body).status())
                        .as(body)
                        .isEqualTo(422);
            }
            assertThat(api.post(path(id), "application/json", body("only", "u".repeat(4097), "r"))
                            .status())
                    .isEqualTo(422);
        }

        @Test
        void for_an_unknown_migration_is_refused() {
            assertThat(erase("00000000-0000-0000-0000-000000000000", UNIT).status())
                    .isEqualTo(404);
        }

        @Test
        void while_a_step_runs_is_refused() {
            ignoreCommands(Command.Apply.class::isInstance);
            String id = submit(TestPlans.singleStep(TestPlans.newName(), TARGET));
            awaitState(id, "APPLYING");
            assertRefused(erase(id, UNIT), "the migration is APPLYING");
            api.requestAction(id, "cancel", REASON);
            awaitState(id, "ROLLED_BACK");
            assertThat(erase(id, UNIT).status()).isEqualTo(202);
        }

        @Test
        void is_possible_while_a_compensation_is_stuck() {
            String id = completed();
            failCommands(Command.Compensate.class::isInstance);
            api.requestAction(id, "rollback", REASON);
            awaitState(id, "NEEDS_OPERATOR");
            assertThat(awaitEnd(erase(id, UNIT)).path("state").asString()).isEqualTo("ERASED");
            api.requestAction(id, "close", REASON);
            awaitState(id, "CLOSED_BY_OPERATOR");
            assertThat(erase(id, UNIT + "2").status()).isEqualTo(202);
        }

        @Test
        void for_a_migration_that_changed_nothing_is_refused() {
            failCommands(Command.Preflight.class::isInstance);
            String id = submit(TestPlans.singleStep(TestPlans.newName(), TARGET));
            awaitState(id, "REJECTED");
            assertRefused(erase(id, UNIT), "has changed no store");
        }

        @Test
        void beyond_a_thousand_erasures_is_refused() {
            String id = completed();
            insertErasures(id, 999);
            assertThat(erase(id, UNIT).status()).isEqualTo(202);
            assertRefused(erase(id, UNIT + "2"), "has 1000 erasures, which is the limit");
            assertThat(api.get(path(id)).json().path("next").asInt()).isEqualTo(901);
        }

        private static void insertErasures(String migration, int number) {
            SharedCoordinator.jdbc()
                    .update(
                            """
                            INSERT INTO erasure (migration_id, number, step, target, unit, reason, actor, requested_at,
                                dispatch, state, attempts)
                            SELECT ?::uuid, n, 'only', 'pg-8', 'unit ' || n, 'reason', '{"name": "a"}', now(),
                                9000000000000 + n, 'NOT_FOUND', 1
                            FROM generate_series(1, ?) AS n
                            """,
                            migration,
                            number);
        }

        @Test
        void needs_an_administrator_of_all_targets() {
            String id = completed();
            for (String grant : List.of("operator", "submitter", "viewer", "admin@target=pg-1")) {
                assertThat(api.withGrants(grant)
                                .post(path(id), "application/json", body("only", UNIT, "r"))
                                .status())
                        .as(grant)
                        .isEqualTo(403);
            }
            Api scoped = api.withGrants("admin@target=" + TARGET);
            assertThat(scoped.post(path(id), "application/json", body("only", UNIT, "r"))
                            .status())
                    .isEqualTo(202);
            assertThat(api.withGrants("viewer@target=pg-1").get(path(id)).status())
                    .isEqualTo(403);
        }
    }
}
