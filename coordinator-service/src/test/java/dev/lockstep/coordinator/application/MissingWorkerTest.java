package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.DedicatedServers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** A migration whose worker does not report says so, and goes on when it is back. */
class MissingWorkerTest {
    private static final String TARGET = "lonely-postgres";
    private static final String SILENT_TARGET = "silent-postgres";

    private static long count(Api api, String id, String event) {
        return api.get("/api/v1/migrations/%s/events".formatted(id))
                .json()
                .path("items")
                .valueStream()
                .filter(entry -> entry.path("type").asString().equals(event))
                .count();
    }

    /** A database in which a worker has registered a target five minutes ago. */
    private static PostgresDatabase withSilentTarget() {
        PostgresDatabase database = TestDatabase.migrated();
        JdbcTemplate jdbc = new JdbcTemplate(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
        jdbc.update(
                "INSERT INTO worker (name, seen_at) VALUES ('stopped-1', clock_timestamp() - interval '5 minutes')");
        jdbc.update(
                """
                INSERT INTO target_registration (target, worker, kind, identity, server_version, operations)
                VALUES (?, 'stopped-1', 'POSTGRES', ?, '1.0', '{postgres.sql}')
                """,
                SILENT_TARGET,
                UUID.nameUUIDFromBytes(SILENT_TARGET.getBytes(StandardCharsets.UTF_8)));
        return database;
    }

    private static JsonNode view(Api api, String id) {
        return api.migration(id).json();
    }

    @Test
    void is_named_while_a_step_runs_and_while_the_migration_is_queued() {
        // Coordinators of other tests would take the reports from a shared one.
        KafkaServer kafka = DedicatedServers.kafka();
        try (StartedCoordinator coordinator = StartedCoordinator.start(
                        withSilentTarget(),
                        kafka.bootstrapServers(),
                        "lockstep.lease=2s",
                        "lockstep.silence-limit=5s");
                ScriptedWorker worker = new ScriptedWorker(kafka.bootstrapServers())) {
            Api api = coordinator.api();
            Waits.await().until(() -> api.get("/actuator/health/readiness").status() == 200);
            worker.registerTarget(TARGET, TargetKind.POSTGRES, "postgres.sql");
            Waits.await().until(() -> api.get("/api/v1/targets").body().contains(TARGET));
            worker.start();

            String warmUp = api.submitYaml(TestPlans.singleStep(TestPlans.newName(), TARGET))
                    .id();
            Waits.await().until(() -> view(api, warmUp).path("state").asString().equals("COMPLETED"));
            worker.useScript(
                    command -> command instanceof Command.Apply ? List.of() : ScriptedWorker.acceptAndSucceed(command));
            String id = api.submitYaml(TestPlans.singleStep(TestPlans.newName(), TARGET))
                    .id();
            Waits.await()
                    .until(() -> view(api, id).path("waitingFor").asString("").contains("has taken step"));
            assertThat(view(api, id).path("state").asString()).isEqualTo("APPLYING");
            assertThat(view(api, id).path("waitingFor").asString())
                    .startsWith("no worker has taken step \"only\" of target \"lonely-postgres\" since ")
                    .endsWith("start the worker that is configured for the target");
            assertThat(view(api, id).path("steps").path(0).path("waitingFor").asString())
                    .isEqualTo(view(api, id).path("waitingFor").asString());

            // A worker takes the dispatch but does not end it yet.
            worker.useScript(command -> List.of(new Report.Accepted(ScriptedWorker.headerFor(command))));
            Waits.await().until(() -> !view(api, id).has("waitingFor"));
            worker.useScript(ScriptedWorker::acceptAndSucceed);
            Waits.await().until(() -> view(api, id).path("state").asString().equals("COMPLETED"));
            assertThat(count(api, id, "worker-missing.v1")).isEqualTo(1);

            Waits.await()
                    .untilAsserted(
                            () -> assertThat(api.get("/api/v1/targets").body()).contains(SILENT_TARGET));
            String queued = api.submitYaml(TestPlans.singleStep(TestPlans.newName(), SILENT_TARGET))
                    .id();
            assertThat(view(api, queued).path("waitingFor").asString())
                    .isEqualTo("no worker has registered target \"silent-postgres\" for more than 5 min;"
                            + " start the worker that is configured for the target");
            Waits.await().until(() -> count(api, queued, "target-without-worker.v1") == 1);
            Waits.await()
                    .until(() ->
                            api.get("/actuator/prometheus").body().contains("lockstep_targets_without_worker 1.0"));
            try (ScriptedWorker started = new ScriptedWorker(kafka.bootstrapServers())) {
                started.registerTarget(SILENT_TARGET, TargetKind.POSTGRES, "postgres.sql")
                        .start();
                Waits.await()
                        .until(() -> view(api, queued).path("state").asString().equals("COMPLETED"));
            }
            assertThat(count(api, queued, "target-without-worker.v1")).isEqualTo(1);
        } finally {
            kafka.stop();
        }
    }
}
