package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.coordinator.orchestration.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.JsonNode;

class PurgeScheduleTest extends PurgeCase {
    private static String oldBody(String olderThan, boolean dryRun) {
        return LockstepJson.messages()
                .writeValueAsString(Map.of("olderThan", olderThan, "reason", "a test of purges", "dryRun", dryRun));
    }

    private Api.Response purgeOlderThan(String age, boolean dryRun) {
        return api.post("/api/v1/purges", "application/json", oldBody(age, dryRun));
    }

    private static List<String> auditEntries() {
        return SharedCoordinator.jdbc()
                .queryForList("SELECT entry FROM audit_entry ORDER BY sequence DESC LIMIT 20", String.class);
    }

    @Nested
    class After_the_retention {
        @Test
        void the_journals_are_purged() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), "pg-6"));
            age(id, 6);
            String older = completed();
            age(older, 8);
            JsonNode purge = awaitPurged(older);
            assertThat(purge.at("/actor/kind").asString()).isEqualTo("coordinator");
            assertThat(purge.path("reason").asString()).contains("the retention of 604800 s has ended");
            assertThat(api.get("/actuator/prometheus").body()).contains("lockstep_migrations_purged_total");
            assertThat(api.migration(id).json().has("purge")).isFalse();
            assertThat(api.requestAction(older, "rollback", REASON).status()).isEqualTo(409);
            assertThat(api.requestAction(id, "rollback", REASON).status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
        }

        @Test
        void the_purge_has_an_audit_entry() {
            String id = completed();
            age(id, 8);
            awaitPurged(id);
            assertThat(auditEntries())
                    .anyMatch(entry -> entry.contains("purge after the retention") && entry.contains(id));
        }

        @Test
        void an_erasure_that_has_not_ended_holds_the_purge_back() {
            String id = completed();
            ignoreCommands(Command.Erase.class::isInstance);
            api.post(
                    ErasureRequests.path(id),
                    "application/json",
                    ErasureRequests.body("only", "unit", "request of a person"));
            age(id, 8);
            String other = completed();
            age(other, 8);
            awaitPurged(other);
            assertThat(api.get(path(id)).status()).isEqualTo(404);
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            awaitPurged(id);
            assertThat(api.migration(id).json().at("/steps/0/erased").asInt()).isEqualTo(1);
        }

        @Test
        void counts_from_the_end_of_the_rollback() {
            String id = completed();
            age(id, 6);
            api.requestAction(id, "rollback", REASON);
            awaitState(id, "ROLLED_BACK");
            age(id, 2);
            String older = completed();
            age(older, 8);
            awaitPurged(older);
            assertThat(api.migration(id).json().has("purge")).isFalse();
        }
    }

    @Nested
    class Old_migrations {
        @Test
        void are_purged_on_request_and_younger_ones_are_not() {
            String young = completed();
            String old = completed();
            age(old, 3);
            Api.Response dryRun = purgeOlderThan("2d", true);
            assertThat(dryRun.status()).as(dryRun.body()).isEqualTo(200);
            assertThat(migrations(dryRun)).contains(old).doesNotContain(young);
            assertThat(api.get(path(old)).status()).isEqualTo(404);
            Api.Response purged = purgeOlderThan("P2D", false);
            assertThat(purged.status()).as(purged.body()).isEqualTo(202);
            assertThat(migrations(purged)).contains(old).doesNotContain(young);
            assertThat(purged.json().path("more").asBoolean()).isFalse();
            awaitPurged(old);
            assertThat(api.get(path(young)).status()).isEqualTo(404);
            assertThat(migrations(purgeOlderThan("2d", false))).doesNotContain(old);
        }

        private static List<String> migrations(Api.Response response) {
            return response.json()
                    .path("items")
                    .valueStream()
                    .map(item -> item.path("migration").asString())
                    .toList();
        }

        @Test
        void that_are_refused_are_named_with_the_reason_and_do_not_hold_the_others_back() {
            failCommands(Command.Preflight.class::isInstance);
            String refused = submit(TestPlans.singleStep(TestPlans.newName(), TARGET));
            awaitState(refused, "REJECTED");
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            String old = completed();
            age(old, 3);
            setPurgeable(refused, "now() - interval '4 days'");
            try {
                for (boolean dryRun : List.of(true, false)) {
                    Api.Response response = purgeOlderThan("2d", dryRun);
                    assertThat(response.status()).as(response.body()).isEqualTo(dryRun ? 200 : 202);
                    assertThat(migrations(response)).contains(old).doesNotContain(refused);
                    assertThat(response.json().path("refused").valueStream())
                            .filteredOn(
                                    item -> item.path("migration").asString().equals(refused))
                            .singleElement()
                            .satisfies(item -> assertThat(item.path("reason").asString())
                                    .isEqualTo("it has changed no store, so it has no journals"));
                }
            } finally {
                setPurgeable(refused, "NULL");
            }
            awaitPurged(old);
            assertThat(api.get(path(refused)).status()).isEqualTo(404);
        }

        private static void setPurgeable(String migration, String since) {
            SharedCoordinator.jdbc()
                    .update("UPDATE migration SET purgeable_since = %s WHERE id = ?::uuid".formatted(since), migration);
        }

        @Test
        void have_an_audit_entry_each() {
            List<String> old = Stream.generate(PurgeScheduleTest.this::completed)
                    .limit(2)
                    .peek(id -> age(id, 3))
                    .toList();
            purgeOlderThan("2d", false);
            assertThat(auditEntries()).anyMatch(entry -> entry.contains(old.getFirst() + "/purge"));
            assertThat(auditEntries()).anyMatch(entry -> entry.contains(old.getLast() + "/purge"));
        }

        @Test
        void in_a_dry_run_wait_for_no_lock() {
            String old = completed();
            age(old, 3);
            JdbcTemplate jdbc = SharedCoordinator.jdbc();
            transactions(jdbc).runWithoutResult(() -> {
                jdbc.queryForList("SELECT 1 FROM migration WHERE id = ?::uuid FOR UPDATE", old);
                assertThat(migrations(purgeOlderThan("2d", true))).contains(old);
            });
        }

        private static Transactions transactions(JdbcTemplate jdbc) {
            return new Transactions(new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
        }

        @Test
        void that_end_again_before_their_turn_are_refused() throws Exception {
            String old = completed();
            age(old, 3);
            JdbcTemplate jdbc = SharedCoordinator.jdbc();
            try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
                Future<Api.Response> response = transactions(jdbc).run(() -> {
                    jdbc.queryForList("SELECT 1 FROM migration WHERE id = ?::uuid FOR UPDATE", old);
                    Future<Api.Response> waiting = threads.submit(() -> purgeOlderThan("2d", false));
                    awaitBlockedBy(jdbc.queryForObject("SELECT pg_backend_pid()", Integer.class));
                    jdbc.update("UPDATE migration SET purgeable_since = now() WHERE id = ?::uuid", old);
                    return waiting;
                });
                assertThat(response.get().json().path("refused").valueStream())
                        .filteredOn(item -> item.path("migration").asString().equals(old))
                        .singleElement()
                        .satisfies(item -> assertThat(item.path("reason").asString())
                                .isEqualTo("it ended less than 172800 s ago"));
            }
            assertThat(api.get(path(old)).status()).isEqualTo(404);
        }

        /** Reads on a connection of its own: in a transaction the activity is read only once. */
        private static void awaitBlockedBy(@Nullable Integer holder) {
            JdbcTemplate jdbc = SharedCoordinator.jdbc();
            Waits.await().until(() -> !jdbc.queryForList(
                            "SELECT pid FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))",
                            Integer.class,
                            holder)
                    .isEmpty());
        }

        @Test
        void are_not_purged_for_an_age_that_is_too_short_or_no_duration() {
            for (String age : List.of("59s", "0d", "-3d", "4000d", "soon", "PT", "99999999999999999999d", "")) {
                Api.Response response = purgeOlderThan(age, false);
                assertThat(response.status()).as(age).isEqualTo(422);
                assertThat(response.json().at("/errors/0/pointer").asString()).isEqualTo("/olderThan");
                assertThat(response.json().at("/errors/0/hint").asString()).contains("from 1m to 3650d");
            }
            assertThat(api.post("/api/v1/purges", "application/json", "{\"reason\": \"r\"}")
                            .status())
                    .isEqualTo(422);
        }

        @Test
        void are_purged_only_for_administrators_without_a_scope() {
            for (String grant : List.of("operator", "viewer", "admin@target=" + TARGET)) {
                assertThat(api.withGrants(grant)
                                .post("/api/v1/purges", "application/json", oldBody("2d", true))
                                .status())
                        .as(grant)
                        .isEqualTo(403);
            }
        }
    }
}
