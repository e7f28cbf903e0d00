package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DriftResult.Difference;
import dev.lockstep.contract.protocol.DriftResult.Kind;
import dev.lockstep.contract.protocol.TargetReport;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DowngradesTest extends DowngradeCase {
    @Nested
    class A_downgrade {
        @Test
        void rolls_back_what_came_later_newest_first() {
            String kept = migrated("1", "pg-1");
            String second = migrated("2", "pg-1", "pg-2");
            String third = migrated("3", "pg-1");
            String fourth = migrated("4", "pg-2", "pg-1");
            String id = started("pg-1", to("version", "1"));
            awaitDowngrade(id, "COMPLETED");
            JsonNode ended = show(id);
            assertThat(migrations(ended)).containsExactly(fourth, third, second);
            assertThat(ended.path("keeps").asString()).isEqualTo(kept);
            assertThat(ended.has("partlyRolledBack")).isFalse();
            assertThat(List.of(fourth, third, second))
                    .allSatisfy(migration -> assertThat(state(migration)).isEqualTo("ROLLED_BACK"));
            assertThat(compensations(fourth) < compensations(third) && compensations(third) < compensations(second))
                    .isTrue();
            assertThat(state(kept)).isEqualTo("COMPLETED");
            assertThat(api.get("/api/v1/targets/pg-1/current")
                            .json()
                            .path("version")
                            .asString())
                    .isEqualTo("1");
            assertThat(causeOf(third)).startsWith("downgrade %s of target \"pg-1\" to version 1: ".formatted(id));
        }

        private long compensations(String migration) {
            return worker.receivedCommands(migration).stream()
                    .filter(Command.Compensate.class::isInstance)
                    .mapToLong(command -> command.header().dispatch().value())
                    .max()
                    .orElseThrow();
        }

        private String causeOf(String migration) {
            return api.migration(migration).json().at("/cause/reason").asString();
        }

        @Test
        void to_base_rolls_back_everything() {
            String first = migrated("1", "dg-1");
            String second = migrated("2", "dg-1");
            String id = started("dg-1", withOthers(Map.of("to", "base", "reason", "r")));
            awaitDowngrade(id, "COMPLETED");
            assertThat(migrations(show(id))).startsWith(second, first);
            assertThat(show(id).has("keeps")).isFalse();
            assertThat(api.get("/api/v1/targets/dg-1/current").json().path("items"))
                    .isEmpty();
        }

        @Test
        void ends_at_a_migration_by_its_id_or_by_the_name_of_its_plan() {
            String kept = migrated("1", "pg-3");
            String name = api.migration(kept).json().path("name").asString();
            String later = migrated("2", "pg-3");
            assertThat(migrations(dryRun("pg-3", to("migration", kept)))).containsExactly(later);
            assertThat(migrations(dryRun("pg-3", to("migration", name)))).containsExactly(later);
            assertThat(migrations(dryRun("pg-3", Map.of("to", kept, "reason", "r"))))
                    .containsExactly(later);
            assertThat(migrations(dryRun("pg-3", Map.of("to", name, "reason", "r"))))
                    .containsExactly(later);
        }

        @Test
        void is_started_once_for_one_idempotency_key() {
            migrated("1", "pg-3");
            migrated("2", "pg-3");
            String body = "{\"to\": \"1\", \"reason\": \"%s\"}";
            Api.Response first = keyed(body.formatted("r"));
            assertThat(first.status()).as(first.body()).isEqualTo(202);
            Api.Response again = keyed(body.formatted("r"));
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(keyed(body.formatted("another")).status()).isEqualTo(422);
            awaitDowngrade(first.id(), "COMPLETED");
        }

        private Api.Response keyed(String body) {
            return api.send(api.request("/api/v1/targets/pg-3/downgrade")
                    .header("Content-Type", JSON)
                    .header("Idempotency-Key", "key of DowngradesTest")
                    .POST(BodyPublishers.ofString(body)));
        }

        @Test
        void holds_all_targets_until_it_has_ended() {
            migrated("1", "dg-1");
            String kept = migrated("1", "dg-2");
            String older = migrated("2", "dg-2");
            String newer = migrated("3", "dg-2", "dg-1");
            ignoreCommands(command -> command instanceof Command.Compensate
                    && command.header().migration().toString().equals(older));
            String id = started("dg-2", to("migration", kept));
            awaitState(newer, "ROLLED_BACK");
            String queued = submit(plan("9", "dg-1"));
            assertThat(api.migration(queued).json().path("waitingFor").asString())
                    .isEqualTo("target \"dg-1\" is claimed by downgrade " + id);
            assertThat(api.requestAction(kept, "rollback", REASON)
                            .json()
                            .path("detail")
                            .asString())
                    .contains("downgrade %s holds the same targets".formatted(id));
            assertThat(target("dg-1").path("downgrade").asString()).isEqualTo(id);
            succeedFromNowOn();
            awaitDowngrade(id, "COMPLETED");
            awaitState(queued, "COMPLETED");
            assertThat(target("dg-1").has("downgrade")).isFalse();
        }

        private JsonNode target(String name) {
            return api.get("/api/v1/targets")
                    .json()
                    .path("items")
                    .valueStream()
                    .filter(target -> target.path("name").asString().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void and_a_rollback_of_its_newest_migration_at_the_same_time_end_both() throws Exception {
            for (int run = 0; run < 5; run++) {
                String kept = migrated("1", "pg-3");
                String older = migrated("2", "pg-3");
                String newer = migrated("3", "pg-3");
                CompletableFuture<Api.Response> rollback =
                        CompletableFuture.supplyAsync(() -> api.requestAction(newer, "rollback", REASON, "*"));
                Api.Response downgrade = downgrade("pg-3", to("migration", kept));
                assertThat(rollback.get().status()).isIn(202, 409);
                if (downgrade.status() == 202) {
                    awaitDowngrade(downgrade.id(), "COMPLETED");
                    assertThat(state(older)).isEqualTo("ROLLED_BACK");
                } else {
                    // The rollback was first, and has claimed the target.
                    assertThat(downgrade.status()).as(downgrade.body()).isEqualTo(409);
                    assertThat(state(older)).isEqualTo("COMPLETED");
                }
                awaitState(newer, "ROLLED_BACK");
            }
        }

        @Test
        void costs_few_statements_more_than_its_rollbacks() {
            List<String> single = List.of(migrated("1", "pg-4"), migrated("2", "pg-4"));
            StatementCounter.Counts before = SharedCoordinator.statements().counts();
            for (String migration : single.reversed()) {
                api.requestAction(migration, "rollback", REASON, "*");
                awaitQuietly(migration);
            }
            long rollbacks =
                    SharedCoordinator.statements().counts().minus(before).statements();
            String kept = migrated("1", "pg-4");
            String older = migrated("2", "pg-4");
            migrated("3", "pg-4");
            StatementCounter.Counts start = SharedCoordinator.statements().counts();
            started("pg-4", to("migration", kept));
            awaitQuietly(older);
            long downgrade =
                    SharedCoordinator.statements().counts().minus(start).statements();
            // Fifteen for each migration, twenty for the request, and what runs in the background meanwhile.
            assertThat(downgrade).isLessThan(rollbacks + 2 * 15 + 20 + 30);
        }

        /** Waits without requests, whose statements would be counted. */
        private void awaitQuietly(String migration) {
            Waits.await().untilAsserted(() -> assertThat(SharedCoordinator.jdbc()
                            .queryForObject("SELECT state FROM migration WHERE id = ?::uuid", String.class, migration))
                    .isEqualTo("ROLLED_BACK"));
        }

        @Test
        void waits_between_two_rollbacks_while_a_freeze_is_open() {
            migrated("1", "pg-4");
            String older = migrated("2", "pg-4");
            String newer = migrated("3", "pg-4");
            ignoreCommands(Command.Compensate.class::isInstance);
            String id = started("pg-4", to("version", "1"));
            Waits.await().until(() -> isCompensated(newer));
            String freeze = open(alice);
            succeedFromNowOn();
            awaitState(newer, "ROLLED_BACK");
            Waits.await()
                    .untilAsserted(() -> assertThat(show(id).path("waitingFor").asString())
                            .startsWith("no rollback starts: the freeze"));
            assertThat(state(older)).isEqualTo("COMPLETED");
            assertThat(show(id).path("partlyRolledBack").asString())
                    .isEqualTo("1 of 2 migrations are rolled back; 1 are still completed");
            breakTogether(freeze);
            awaitDowngrade(id, "COMPLETED");
        }
    }

    @Nested
    class A_target_that_is_stopped {
        private static final String DRIFT = "/api/v1/targets/pg-4/drift";

        private int requestCheck() {
            Api.Response requested = api.post(DRIFT, JSON, "{}");
            assertThat(requested.status()).as(requested.body()).isEqualTo(202);
            return requested.json().path("number").asInt();
        }

        private void answerWithDifference() {
            Difference difference = new Difference(Kind.CATALOG, "table that somebody has changed", "x", "y");
            worker.useRequestScript(request -> List.of(new TargetReport.Drift(
                    ScriptedWorker.headerFor(request), new DriftResult(1, 1, List.of(difference), 1))));
        }

        @Test
        void holds_back_the_next_rollback_and_is_the_reason_that_the_downgrade_waits() {
            migrated("1", "pg-4");
            String older = migrated("2", "pg-4");
            String newer = migrated("3", "pg-4");
            // Requested before the downgrade holds the target, answered while it does.
            worker.useRequestScript(_request -> List.of());
            int check = requestCheck();
            ignoreCommands(Command.Compensate.class::isInstance);
            String id = started("pg-4", to("version", "1"));
            Waits.await().until(() -> isCompensated(newer));
            answerWithDifference();
            Waits.await().until(() -> api.get(DRIFT).json().path("stoppedBy").asInt() == check);
            worker.useRequestScript(ScriptedWorker::answer);
            succeedFromNowOn();
            awaitState(newer, "ROLLED_BACK");
            String reason = "no rollback starts: drift was found on target \"pg-4\" (request %d)".formatted(check);
            Waits.await()
                    .untilAsserted(() ->
                            assertThat(show(id).path("waitingFor").asString()).startsWith(reason));
            assertThat(state(older)).isEqualTo("COMPLETED");
            assertThat(dryRun("pg-4", to("version", "1")).path("waitingFor").asString())
                    .startsWith(reason);
            assertThat(api.post(
                                    DRIFT + "/acknowledge",
                                    JSON,
                                    "{\"request\": %d, \"reason\": \"a hotfix\"}".formatted(check))
                            .status())
                    .isEqualTo(200);
            awaitDowngrade(id, "COMPLETED");
            assertThat(state(older)).isEqualTo("ROLLED_BACK");
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void says_what_would_be_rolled_back_and_changes_nothing() {
            migrated("1", "pg-5");
            String later = migrated("2", "pg-5", "pg-6");
            JsonNode plan = dryRun("pg-5", to("version", "1"));
            assertThat(plan.path("dryRun").asBoolean()).isTrue();
            assertThat(plan.has("id")).isFalse();
            assertThat(plan.path("targets").toString()).isEqualTo("[\"pg-5\",\"pg-6\"]");
            JsonNode migration = plan.path("migrations").path(0);
            assertThat(migration.path("migration").asString()).isEqualTo(later);
            assertThat(migration.path("steps").path(0).path("id").asString()).isEqualTo("on-pg-6");
            assertThat(migration.path("steps").path(1).path("id").asString()).isEqualTo("on-pg-5");
            assertThat(plan.path("refusals")).isEmpty();
            assertThat(state(later)).isEqualTo("COMPLETED");
            submitAndComplete(plan("3", "pg-5"));
        }

        @Test
        void names_erased_units() {
            migrated("1", "pg-5");
            String erased = migrated("2", "pg-5");
            SharedCoordinator.jdbc()
                    .update(
                            """
                            INSERT INTO erasure (migration_id, number, step, target, unit, reason, actor, requested_at,
                                dispatch, state, attempts)
                            VALUES (?::uuid, 1, 'on-pg-5', 'pg-5', 'u', 'r', '"a"', now(), -1, 'ERASED', 1)
                            """,
                            erased);
            assertThat(dryRun("pg-5", to("version", "1"))
                            .path("migrations")
                            .path(0)
                            .path("undoLimit")
                            .asString())
                    .isEqualTo("1 unit was erased on request and can no longer be undone");
        }
    }

    @Nested
    class Later_migrations_without_a_step_on_the_target {
        @Test
        void are_rolled_back_only_if_that_is_requested() {
            migrated("1", "pg-7");
            String shared = migrated("2", "pg-7", "pg-8");
            String other = migrated("3", "pg-8", "dg-3");
            String another = migrated("4", "dg-3");
            Api.Response refused = downgrade("pg-7", to("version", "1"));
            assertThat(refused.status()).isEqualTo(409);
            JsonNode error = refused.json().path("errors").path(0);
            assertThat(error.path("pointer").asString()).isEqualTo("/includeOthers");
            assertThat(error.path("message").asString()).contains(other, another);
            JsonNode plan = dryRun("pg-7", to("version", "1"));
            assertThat(messages(plan, "refusals"))
                    .containsExactly(error.path("message").asString());
            assertThat(migrations(plan)).containsExactly(another, other, shared);
            String id = started("pg-7", withOthers(to("version", "1")));
            awaitDowngrade(id, "COMPLETED");
            assertThat(migrations(show(id))).containsExactly(another, other, shared);
            assertThat(state(another)).isEqualTo("ROLLED_BACK");
        }
    }
}
