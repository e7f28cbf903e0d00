package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BackupsTest extends ApplicationTest {
    private static String plan(String target) {
        return TestPlans.singleStep(TestPlans.newName(), target)
                .replace("spec:\n", "spec:\n  backup: {before: true, keep: 30d}\n");
    }

    private List<String> migrations(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(backup -> backup.path("migration").asString())
                .toList();
    }

    @Nested
    class A_backup {
        @Test
        void is_made_before_the_first_step_and_listed_until_it_expires() {
            String first = submitAndComplete(plan("pg-5"));
            String second = submitAndComplete(plan("pg-5"));
            assertThat(worker.receivedCommands(second))
                    .extracting(command -> command.getClass().getSimpleName())
                    .containsSubsequence("Preflight", "Backup", "Apply");
            assertThat(api.migration(second).json().at("/steps/0/backup/units").asInt())
                    .isOne();
            JsonNode page = api.get("/api/v1/backups?target=pg-5").json();
            assertThat(migrations(page)).containsSubsequence(second, first);
            JsonNode backup = page.path("items").path(0);
            assertThat(backup.path("target").asString()).isEqualTo("pg-5");
            assertThat(backup.path("bytes").asInt()).isEqualTo(1_000);
            SharedCoordinator.jdbc().update("UPDATE backup SET expires_at = now() WHERE migration_id = ?::uuid", first);
            assertThat(migrations(api.get("/api/v1/backups?target=pg-5").json()))
                    .contains(second)
                    .doesNotContain(first);
        }

        @Test
        void that_fails_ends_the_migration_before_it_changes_anything() {
            failCommands(Command.Backup.class::isInstance);
            String id = submit(plan("pg-6"));
            awaitState(id, "REJECTED");
            assertThat(worker.receivedCommands(id)).noneMatch(Command.Apply.class::isInstance);
            assertThat(api.migration(id).json().at("/steps/0/failure/code").asString())
                    .isEqualTo("42P01");
        }

        @Test
        void whose_worker_is_silent_is_made_again() {
            ignoreFirstCommand(Command.Backup.class::isInstance);
            String id = submitAndComplete(plan("pg-6"));
            assertThat(worker.receivedCommands(id))
                    .filteredOn(Command.Backup.class::isInstance)
                    .hasSizeGreaterThan(1);
        }
    }

    @Nested
    class The_list {
        @Test
        void has_pages() {
            String id = submitAndComplete(plan("pg-7"));
            SharedCoordinator.jdbc()
                    .update(
                            """
                            INSERT INTO backup SELECT migration_id, 'page-' || n, step, result,
                                created_at - n * interval '1 second', expires_at
                            FROM backup, generate_series(1, 150) AS n WHERE migration_id = ?::uuid
                            """,
                            id);
            JsonNode first = api.get("/api/v1/backups").json();
            assertThat(first.path("items")).hasSize(100);
            JsonNode second = api.get(
                            "/api/v1/backups?after=" + first.path("next").asString())
                    .json();
            assertThat(second.path("items").size()).isGreaterThan(50);
            assertThat(targets(second)).doesNotContainAnyElementsOf(targets(first));
            SharedCoordinator.jdbc().update("DELETE FROM backup WHERE target LIKE 'page-%'");
        }

        private static List<String> targets(JsonNode page) {
            return page.path("items")
                    .valueStream()
                    .map(backup -> backup.path("migration").asString()
                            + backup.path("target").asString())
                    .toList();
        }

        @Test
        void has_only_what_the_caller_may_view() {
            String id = submitAndComplete(plan("pg-7"));
            assertThat(migrations(api.withGrants("viewer@target=pg-7")
                            .get("/api/v1/backups")
                            .json()))
                    .contains(id);
            Api foreign = api.withGrants("viewer@target=pg-8");
            assertThat(migrations(foreign.get("/api/v1/backups").json())).doesNotContain(id);
            assertThat(foreign.get("/api/v1/backups?target=pg-7").status()).isEqualTo(403);
        }

        @Test
        void refuses_a_cursor_that_it_has_not_given() {
            assertThat(api.get("/api/v1/backups?after=x").status()).isEqualTo(400);
            for (String cursor : List.of(
                    "2026-01-01T00:00:00Z~x~y",
                    "%2B1000000000-01-01T00:00:00Z~00000000-0000-4000-8000-000000000001~pg-1")) {
                assertThat(api.get("/api/v1/backups?after=" + cursor).status())
                        .as(cursor)
                        .isEqualTo(400);
            }
        }
    }
}
