package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DowngradeRefusalsTest extends DowngradeCase {
    private static String detail(Api.Response response) {
        return response.json().path("detail").asString();
    }

    @Nested
    class A_migration_whose_journals_are_purged {
        private Api.Response purge(String id) {
            return api.post(PurgeCase.path(id), JSON, PurgeCase.body(false));
        }

        @Test
        void cannot_be_rolled_back_by_a_downgrade() {
            String kept = migrated("9.1", "pg-4");
            String purged = migrated("9.2", "pg-4");
            String last = migrated("9.3", "pg-4");
            assertThat(purge(purged).status()).isEqualTo(202);
            assertRefused(
                    downgrade("pg-4", to("migration", kept)),
                    "downgrade-not-allowed",
                    "/to",
                    "the journals of migrations [" + purged + "] are purged");
            assertThat(downgrade("pg-4", to("migration", purged)).status()).isEqualTo(202);
            awaitState(last, "ROLLED_BACK");
        }

        @Test
        void cannot_be_one_that_an_open_downgrade_rolls_back() {
            migrated("9.4", "pg-3");
            String first = migrated("9.5", "pg-3");
            String second = migrated("9.6", "pg-3");
            ignoreCommands(Command.Compensate.class::isInstance);
            assertThat(downgrade("pg-3", to("version", "9.4")).status()).isEqualTo(202);
            awaitState(second, "COMPENSATING");
            PurgeCase.assertRefused(purge(first), "its downgrade");
        }
    }

    @Nested
    class A_request {
        @Test
        void with_a_missing_or_wrong_field_is_refused_at_its_place() {
            migrated("1", "pg-4");
            assertRefused(
                    downgrade("pg-4", Map.of("reason", "r")), "invalid-downgrade-request", "/to", "to is missing");
            assertRefused(downgrade("pg-4", Map.of("to", "base")), "invalid-downgrade-request", "/reason", "missing");
            for (Object wrong : List.of(7, true, List.of(), Map.of(), Map.of("version", 7), Map.of("x", "1"))) {
                assertRefused(
                        downgrade("pg-4", Map.of("to", wrong, "reason", "r")), "invalid-downgrade-request", "/to");
            }
            assertRefused(downgrade("pg-4", to("version", " ")), "invalid-downgrade-request", "/to/version");
            assertRefused(
                    downgrade("pg-4", to("migration", "x".repeat(201))), "invalid-downgrade-request", "/to/migration");
            assertRefused(downgrade("pg-4", to("version", "\0")), "invalid-downgrade-request", "/to/version");
        }

        @Test
        void with_a_misspelt_parameter_starts_nothing() {
            migrated("1", "pg-4");
            String later = migrated("2", "pg-4");
            assertThat(downgrade(api, "pg-4", "?dryrun=true", to("version", "1"))
                            .status())
                    .isEqualTo(400);
            assertThat(state(later)).isEqualTo("COMPLETED");
        }

        @Test
        void for_an_unknown_target_is_refused() {
            assertThat(downgrade("no-such-target", to("version", "1")).status()).isEqualTo(404);
        }

        @Test
        void without_if_match_or_with_an_old_one_changes_nothing() {
            migrated("1", "pg-4");
            String later = migrated("2", "pg-4");
            failCompensationOf(later);
            String id = started("pg-4", to("version", "1"));
            awaitDowngrade(id, "STOPPED");
            String path = "%s/%s/actions/cancel".formatted(DOWNGRADES, id);
            assertThat(api.post(path, JSON, REASON).status()).isEqualTo(428);
            assertThat(api.send(api.request(path)
                                    .header("Content-Type", JSON)
                                    .header("If-Match", "\"1\"")
                                    .POST(BodyPublishers.ofString(REASON)))
                            .status())
                    .isEqualTo(412);
            assertThat(act(api, "999999999", "cancel", Map.of()).status()).isEqualTo(404);
            assertThat(show(id).path("state").asString()).isEqualTo("STOPPED");
            succeedFromNowOn();
            api.requestAction(later, "retry", REASON);
            awaitState(later, "ROLLED_BACK");
        }
    }

    @Nested
    class A_downgrade {
        @Test
        void of_a_migration_whose_contract_steps_have_begun_on_another_target_is_refused() {
            String kept = migrated("7.1", "pg-5");
            String id = submitAndComplete(plan("7.2", "pg-5", "pg-6")
                    .replace("spec:\n", "spec:\n  contract: {confirmation: true}\n")
                    .replace("    - id: on-pg-6\n", "    - id: on-pg-6\n      phase: contract\n"));
            String contract = api.migration(id).json().at("/contract/migration").asString();
            assertThat(downgrade(api, "pg-5", "?dryRun=true", to("migration", kept))
                            .status())
                    .isEqualTo(200);
            assertThat(api.requestAction(contract, "contract", REASON).status()).isEqualTo(202);
            awaitState(contract, "COMPLETED");
            assertRefused(
                    downgrade("pg-5", to("migration", kept)),
                    "downgrade-not-allowed",
                    "",
                    "have begun on other targets",
                    "roll back %s first".formatted(contract));
        }

        @Test
        void past_an_irreversible_step_is_refused_in_the_words_of_its_rollback() {
            migrated("1", "pg-5");
            String pivot = submitAndComplete(plan("2", "pg-5")
                    .replace("down: SELECT 2", "irreversible: true")
                    .replace(", irreversible: true}", "}\n      irreversible: true"));
            String later = migrated("3", "pg-5");
            Api.Response refused = downgrade("pg-5", to("version", "1"));
            String rollback = detail(api.requestAction(pivot, "rollback", REASON));
            assertRefused(refused, "downgrade-not-allowed", "/to", pivot, rollback);
            assertThat(messages(dryRun("pg-5", to("version", "1")), "refusals"))
                    .containsExactly(refused.json().at("/errors/0/message").asString());
            assertThat(state(later)).isEqualTo("COMPLETED");
        }

        @Test
        void while_something_runs_on_one_of_its_targets_is_refused() {
            migrated("1", "pg-6");
            migrated("2", "pg-6", "pg-7");
            ignoreCommands(Command.Apply.class::isInstance);
            String running = submit(plan("9", "pg-7"));
            awaitState(running, "APPLYING");
            assertRefused(
                    downgrade("pg-6", to("version", "1")),
                    "downgrade-not-allowed",
                    "",
                    "migrations [%s] are running or queued on the same targets".formatted(running));
            succeedFromNowOn();
            awaitState(running, "COMPLETED");
        }

        @Test
        void that_does_not_have_a_migration_that_ended_while_it_was_planned_is_refused() throws Exception {
            migrated("1", "dg-2");
            String planned = migrated("2", "dg-2");
            ignoreCommands(Command.Apply.class::isInstance);
            String ending = submit(plan("3", "dg-2"));
            awaitState(ending, "APPLYING");
            CompletableFuture<Api.Response> response;
            try (Connection connection = SharedCoordinator.connect()) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    // The plan has its migrations before it reads these rows, and reads the claims after them.
                    statement.execute("LOCK TABLE purge IN ACCESS EXCLUSIVE MODE");
                }
                response = CompletableFuture.supplyAsync(() -> downgrade("dg-2", to("version", "1")));
                Waits.await().until(this::isPlanWaiting);
                succeedFromNowOn();
                Waits.await().until(() -> !isClaimedBy(ending));
                connection.commit();
            }
            assertRefused(
                    response.get(),
                    "downgrade-not-allowed",
                    "",
                    "has ended since the downgrade was planned",
                    "repeat the request");
            assertThat(state(planned)).isEqualTo("COMPLETED");
            String id = started("dg-2", to("version", "1"));
            awaitDowngrade(id, "COMPLETED");
            assertThat(migrations(show(id))).containsExactly(ending, planned);
        }

        private boolean isPlanWaiting() {
            return !SharedCoordinator.jdbc()
                    .queryForList(
                            """
                            SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                                AND wait_event_type = 'Lock' AND query LIKE 'SELECT p.migration_id FROM purge p JOIN%'
                            """)
                    .isEmpty();
        }

        private boolean isClaimedBy(String migration) {
            return !SharedCoordinator.jdbc()
                    .queryForList("SELECT 1 FROM target_claim WHERE migration_id = ?::uuid", migration)
                    .isEmpty();
        }

        @Test
        void beside_another_one_on_the_same_targets_is_refused() {
            migrated("1", "pg-6");
            String first = migrated("2", "pg-6");
            String second = migrated("3", "pg-6");
            failCompensationOf(second);
            String id = started("pg-6", to("version", "1"));
            awaitDowngrade(id, "STOPPED");
            succeedFromNowOn();
            api.requestAction(second, "retry", REASON);
            awaitState(second, "ROLLED_BACK");
            assertRefused(
                    downgrade("pg-6", to("version", "1")),
                    "downgrade-not-allowed",
                    "",
                    "downgrade %s holds the same targets".formatted(id));
            assertThat(state(first)).isEqualTo("COMPLETED");
        }

        @Test
        void below_a_closed_migration_with_a_step_left_applied_is_refused() {
            migrated("1", "pg-8");
            migrated("2", "pg-8");
            String closed = migrated("3", "pg-8");
            failCompensationOf(closed);
            assertThat(api.requestAction(closed, "rollback", REASON).status()).isEqualTo(202);
            awaitState(closed, "NEEDS_OPERATOR");
            assertThat(api.requestAction(closed, "close", REASON).status()).isEqualTo(202);
            succeedFromNowOn();
            assertRefused(
                    downgrade("pg-8", to("version", "1")),
                    "downgrade-not-allowed",
                    "",
                    closed,
                    "closed by an operator with steps left applied");
            // So that other tests can use the target.
            SharedCoordinator.jdbc().update("UPDATE migration SET state = 'ROLLED_BACK' WHERE id = ?::uuid", closed);
        }

        @Test
        void during_a_freeze_is_refused() {
            migrated("1", "pg-5");
            String later = migrated("2", "pg-5");
            open(alice);
            Api.Response refused = downgrade("pg-5", to("version", "1"));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("type").asString()).endsWith("/frozen");
            assertThat(dryRun("pg-5", to("version", "1")).path("waitingFor").asString())
                    .startsWith("no rollback starts: the freeze that alice began at");
            assertThat(state(later)).isEqualTo("COMPLETED");
        }
    }

    @Nested
    class A_caller {
        @Test
        void without_the_permission_on_all_targets_is_refused() {
            migrated("1", "pg-5");
            String shared = migrated("2", "pg-5", "pg-6");
            Api own = api.withGrants("operator@target=pg-5", "viewer@target=pg-*");
            Api.Response refused = downgrade(own, "pg-5", "?dryRun=true", to("version", "1"));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(detail(refused)).contains("1 migrations that the token does not permit", shared);
            Api blind = api.withGrants("operator@target=pg-5");
            Api.Response unseen = downgrade(blind, "pg-5", "", to("version", "1"));
            assertThat(unseen.status()).isEqualTo(403);
            assertThat(detail(unseen)).doesNotContain(shared);
            assertThat(downgrade(api.withGrants("viewer"), "pg-5", "?dryRun=true", to("version", "1"))
                            .status())
                    .isEqualTo(403);
            assertThat(state(shared)).isEqualTo("COMPLETED");
        }

        @Test
        void who_may_not_roll_back_cannot_resume_or_cancel() {
            migrated("1", "pg-5");
            String stuck = migrated("2", "pg-5");
            failCompensationOf(stuck);
            String id = started("pg-5", to("version", "1"));
            awaitDowngrade(id, "STOPPED");
            for (String grant : List.of("viewer", "submitter", "approver", "operator@target=pg-6")) {
                assertThat(act(api.withGrants(grant), id, "cancel", Map.of()).status())
                        .as(grant)
                        .isEqualTo(403);
            }
            assertThat(act(api.withGrants("operator@target=pg-5"), id, "cancel", Map.of())
                            .status())
                    .isEqualTo(202);
            succeedFromNowOn();
            api.requestAction(stuck, "retry", REASON);
            awaitState(stuck, "ROLLED_BACK");
        }
    }
}
