package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.DedicatedServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Forgetting targets that a worker has served until five minutes ago. */
class ForgetTest {
    private static final String REASON = "{\"reason\": \"renamed\"}";
    private static final List<String> SILENT =
            List.of("accounts", "idle", "gated", "queued", "drifted", "asked", "wave-1", "wave-2", "kept", "member");

    private static PostgresDatabase database;
    private static KafkaServer kafka;
    private static StartedCoordinator coordinator;
    private static Api api;

    @BeforeAll
    static void start() {
        database = TestDatabase.migrated();
        registerSilent();
        // Coordinators of other tests would take the reports from a shared one.
        kafka = DedicatedServers.kafka();
        coordinator = startCoordinator();
        api = coordinator.api();
        // The topic is empty: no message tells that everything in it is read.
        Waits.await().until(() -> forget(api, "idle", "?dryRun=true", REASON).status() == 200);
    }

    @AfterAll
    static void stop() {
        coordinator.close();
        kafka.stop();
    }

    private static StartedCoordinator startCoordinator() {
        StartedCoordinator started = StartedCoordinator.start(
                database,
                kafka.bootstrapServers(),
                "lockstep.lease=2s",
                "lockstep.silence-limit=4s",
                "lockstep.groups.waves=wave-1,wave-2",
                "lockstep.groups.single=member");
        Waits.await()
                .until(() -> started.api().get("/actuator/health/readiness").status() == 200);
        return started;
    }

    private static DriverManagerDataSource dataSource() {
        return new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    }

    private static void registerSilent() {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource());
        jdbc.update(
                "INSERT INTO worker (name, seen_at) VALUES ('stopped-1', clock_timestamp() - interval '5 minutes')");
        for (String target : SILENT) {
            jdbc.update(
                    """
                    INSERT INTO target_registration (target, worker, kind, identity, server_version, operations, requests)
                    VALUES (?, 'stopped-1', 'POSTGRES', ?, '1.0', '{postgres.sql}', '{}')
                    """,
                    target,
                    ScriptedWorker.identityOf(new TargetName(target)).value());
        }
    }

    private static JsonNode view(Api of, String target) {
        return of.get("/api/v1/targets").json().path("items").values().stream()
                .filter(item -> item.path("name").asString().equals(target))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    private static void awaitTarget(String target, String state) {
        Waits.await().until(() -> view(api, target).path("state").asString("").equals(state));
    }

    private static void awaitState(String id, String state) {
        Waits.await()
                .until(() -> api.migration(id).json().path("state").asString().equals(state));
    }

    private static String submit(String plan) {
        Api.Response submitted = api.submitYaml(plan);
        assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
        return submitted.id();
    }

    private static String submitTo(String target) {
        return submit(TestPlans.singleStep(TestPlans.newName(), target));
    }

    private static Api.Response forget(String target) {
        return forget(api, target, "", REASON);
    }

    private static Api.Response forget(Api caller, String target, String query, String body) {
        return caller.post("/api/v1/targets/%s/forget%s".formatted(target, query), "application/json", body);
    }

    private static void assertRefused(String target, String... texts) {
        for (String query : List.of("", "?dryRun=true")) {
            Api.Response refused = forget(api, target, query, REASON);
            assertThat(refused.status()).as(refused.body()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString()).contains(texts);
        }
        assertThat(view(api, target).isMissingNode()).isFalse();
    }

    /** A worker that serves the targets with these names. */
    private static ScriptedWorker workerOf(String... targets) {
        ScriptedWorker worker = new ScriptedWorker(kafka.bootstrapServers());
        for (String target : targets) {
            worker.registerTarget(target, TargetKind.POSTGRES, "postgres.sql");
        }
        return worker.start();
    }

    /** Without the registration of its newest worker a target is as silent as its last other one: no wait for that. */
    private static void silence(ScriptedWorker worker, String target) {
        worker.withdraw(new TargetName(target));
        awaitTarget(target, "SILENT");
    }

    @Nested
    class A_renamed_target {
        @Test
        void completes_migrations_under_its_new_name_when_the_old_one_is_forgotten() {
            String earlier;
            try (ScriptedWorker worker = workerOf("accounts")) {
                awaitTarget("accounts", "READY");
                earlier = submitTo("accounts");
                awaitState(earlier, "COMPLETED");
                silence(worker, "accounts");
            }
            try (StartedCoordinator other = startCoordinator();
                    ScriptedWorker worker = workerOf("renamed-accounts")) {
                awaitTarget("renamed-accounts", "READY");
                assertThat(view(api, "renamed-accounts").path("identity"))
                        .isEqualTo(view(api, "accounts").path("identity"));
                assertThat(view(other.api(), "accounts").isMissingNode()).isFalse();
                assertRefused("renamed-accounts", "had a worker", "s ago (scripted-1)", "none for 120 s");

                JsonNode tried = forget(api, "accounts", "?dryRun=true", REASON).json();
                assertThat(tried.path("dryRun").asBoolean()).isTrue();
                assertThat(tried.path("workers").toString()).isEqualTo("[\"stopped-1\"]");
                assertThat(tried.path("silentSeconds").asLong()).isBetween(300L, 900L);
                assertThat(tried.path("migrations").asLong()).isEqualTo(1);
                assertThat(view(api, "accounts").isMissingNode()).isFalse();

                Api.Response forgotten = forget("accounts");
                assertThat(forgotten.status()).as(forgotten.body()).isEqualTo(200);
                assertThat(forgotten.json().path("dryRun").asBoolean()).isFalse();
                assertThat(view(api, "accounts").isMissingNode()).isTrue();
                assertThat(forget("accounts").status()).isEqualTo(404);
                Waits.await().until(() -> view(other.api(), "accounts").isMissingNode());
                Waits.await().until(() -> stored("accounts") == 0);
                assertThat(api.get("/api/v1/audit?limit=1000").body()).contains("/api/v1/targets/accounts", "renamed");

                worker.register(new TargetName("renamed-accounts"));
                awaitState(submitTo("renamed-accounts"), "COMPLETED");
                // Both names at the same time are one database, so neither could be used.
                worker.withdraw(new TargetName("renamed-accounts"));
                Waits.await().until(() -> view(api, "renamed-accounts").isMissingNode());
            }
            assertIsRolledBackByAWorkerWithTheOldName(earlier);
        }

        private long stored(String target) {
            return Objects.requireNonNull(new JdbcTemplate(dataSource())
                    .queryForObject("SELECT count(*) FROM target_registration WHERE target = ?", Long.class, target));
        }

        private void assertIsRolledBackByAWorkerWithTheOldName(String earlier) {
            assertThat(api.migration(earlier).json().at("/steps/0/target").asString())
                    .isEqualTo("accounts");
            assertThat(api.requestAction(earlier, "rollback", REASON).status()).isEqualTo(202);
            Waits.await().untilAsserted(() -> assertThat(
                            api.migration(earlier).json().path("waitingFor").asString(""))
                    .startsWith("no worker has taken step \"only\" of target \"accounts\" since "));
            try (ScriptedWorker worker = workerOf("accounts")) {
                awaitTarget("accounts", "READY");
                awaitState(earlier, "ROLLED_BACK");
                worker.withdraw(new TargetName("accounts"));
            }
        }
    }

    @Nested
    class A_target_is_kept {
        @Test
        void while_a_migration_waits_for_it() {
            String queued = submitTo("queued");
            assertRefused("queued", "target \"queued\" cannot be forgotten", queued, "or cancel them");
            String gated = submit(TestPlans.singleStep(TestPlans.newName(), "gated")
                    .replace("spec:\n", "spec:\n  approval: {required: true}\n"));
            assertRefused("gated", "migration %s has not ended (AWAITING_APPROVAL)".formatted(gated));
            assertThat(api.requestAction(queued, "cancel", REASON).status()).isEqualTo(202);
            assertThat(forget("queued").status()).isEqualTo(200);
        }

        @Test
        void while_a_fleet_is_not_done_with_it() {
            String plan = TestPlans.singleStep("fleet-in-waves", "waves")
                    .replace("  steps:", "  targets: {group: waves, waves: [1, \"100%\"]}\n  steps:");
            Api.Response submitted = api.post("/api/v1/fleets", "application/yaml", plan);
            assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
            assertRefused("wave-2", "fleet %s is not done with it".formatted(submitted.id()));
        }

        @Test
        void while_a_fleet_has_still_to_roll_back_its_migration() {
            String plan = TestPlans.singleStep("fleet-of-one", "single")
                    .replace("  steps:", "  targets: {group: single}\n  steps:");
            String path;
            try (ScriptedWorker worker = workerOf("member")) {
                awaitTarget("member", "READY");
                Api.Response submitted = api.post("/api/v1/fleets", "application/yaml", plan);
                assertThat(submitted.status()).as(submitted.body()).isEqualTo(202);
                path = "/api/v1/fleets/" + submitted.id();
                awaitFleet(path, "COMPLETED");
                silence(worker, "member");
            }
            // Nothing starts on the target, so the rollback is not requested.
            stopByDrift("member");
            Api.Response rollback = api.send(api.request(path + "/actions/rollback")
                    .header("Content-Type", "application/json")
                    .header(
                            "If-Match",
                            Objects.requireNonNull(api.get(path).headers().get("etag")))
                    .POST(BodyPublishers.ofString(REASON)));
            assertThat(rollback.status()).as(rollback.body()).isEqualTo(202);
            awaitFleet(path, "ROLLING_BACK");
            assertRefused(
                    "member", "fleet %s is not done with it".formatted(path.substring(path.lastIndexOf('/') + 1)));
        }

        private void awaitFleet(String path, String state) {
            Waits.await()
                    .until(() -> api.get(path).json().path("state").asString().equals(state));
        }

        @Test
        void while_a_rollback_waits_for_an_approval() {
            String completed;
            try (ScriptedWorker worker = workerOf("kept")) {
                awaitTarget("kept", "READY");
                completed = submit(TestPlans.singleStep(TestPlans.newName(), "kept")
                        .replace("spec:\n", "spec:\n  rollback: {approval: {required: true}}\n"));
                awaitState(completed, "COMPLETED");
                silence(worker, "kept");
            }
            assertThat(forget(api, "kept", "?dryRun=true", REASON).status()).isEqualTo(200);
            assertThat(api.requestAction(completed, "rollback", REASON).status())
                    .isEqualTo(202);
            assertRefused("kept", "the rollback of migration %s is requested and has not ended".formatted(completed));
        }

        @Test
        void while_a_request_about_it_has_no_answer() {
            try (ScriptedWorker worker = workerOf("asked")) {
                awaitTarget("asked", "READY");
                worker.useRequestScript((TargetRequest _request) -> List.of());
                assertThat(api.post("/api/v1/targets/asked/drift", "application/json", "{}")
                                .status())
                        .isEqualTo(202);
                silence(worker, "asked");
            }
            assertRefused("asked", "request 1 (target.drift) about it has not ended");
        }

        @Test
        void while_drift_stops_it() {
            stopByDrift("drifted");
            assertRefused("drifted", "drift was found on target \"drifted\" (request 7) and is not acknowledged");
        }

        private void stopByDrift(String target) {
            JdbcTargetStops stops = new JdbcTargetStops(new JdbcTemplate(dataSource()));
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource()));
            transaction.executeWithoutResult(_status -> stops.stop(new TargetName(target), TargetStop.Reason.DRIFT, 7));
        }
    }

    @Nested
    class A_request {
        @Test
        void needs_a_reason_an_administrator_and_a_query_that_is_known() {
            Api.Response withoutReason = forget(api, "idle", "", "{}");
            assertThat(withoutReason.status()).isEqualTo(422);
            assertThat(withoutReason.json().at("/errors/0/pointer").asString()).isEqualTo("/reason");
            assertThat(forget(api.withGrants("operator"), "idle", "", REASON).status())
                    .isEqualTo(403);
            assertThat(forget(api, "idle", "?dryrun=true", REASON).status()).isEqualTo(400);
            assertThat(view(api, "idle").path("state").asString()).isEqualTo("SILENT");
        }
    }
}
