package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.testservers.DedicatedServers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The coordinator's database goes away while a step runs, and comes back; then the coordinator is restarted. */
class DatabaseOutageTest {
    private static final String TARGET = "pg-outage";

    private static void awaitState(Api api, String id, String state) {
        Waits.await().ignoreExceptions().untilAsserted(() -> assertThat(
                        api.migration(id).json().path("state").asString())
                .isEqualTo(state));
    }

    private static void assertUnavailable(Api.Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(503);
        assertThat(response.headers()).containsEntry("retry-after", "2");
        assertThat(response.json().path("type").asString()).endsWith("/database-unavailable");
    }

    private static JdbcTemplate jdbc(PostgresDatabase database) {
        return new JdbcTemplate(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
    }

    @Test
    void is_answered_with_503_and_a_time_to_retry_and_everything_goes_on() {
        PostgresServer postgres = DedicatedServers.postgres();
        KafkaServer kafka = DedicatedServers.kafka();
        var database = postgres.createDatabase("away", "away", "secret");
        AtomicReference<Command> running = new AtomicReference<>();
        try (ScriptedWorker worker = new ScriptedWorker(kafka.bootstrapServers())) {
            String left;
            try (StartedCoordinator coordinator = StartedCoordinator.start(
                    database,
                    kafka.bootstrapServers(),
                    "lockstep.lease=5s",
                    "spring.datasource.hikari.connection-timeout=1000")) {
                Api api = coordinator.api();
                Waits.await().until(() -> api.get("/actuator/health/readiness").status() == 200);
                worker.registerTarget(TARGET, TargetKind.POSTGRES, "postgres.sql");
                Waits.await().until(() -> api.get("/api/v1/targets").body().contains(TARGET));
                worker.start();
                worker.useScript(command -> {
                    if (command instanceof Command.Apply) {
                        running.set(command);
                        return List.of(new Report.Accepted(ScriptedWorker.headerFor(command)));
                    }
                    return ScriptedWorker.acceptAndSucceed(command);
                });
                String id = api.submitYaml(TestPlans.singleStep(TestPlans.newName(), TARGET))
                        .id();
                Waits.await().until(() -> running.get() != null);
                String etag = String.valueOf(api.migration(id).headers().get("etag"));
                try (EventReader events = EventReader.open(api, id, null)) {
                    List<String> before = events.readUntil("dispatched.v1");
                    assertThat(before).isNotEmpty();

                    postgres.kill();
                    for (String path : List.of(
                            "/api/v1/migrations",
                            "/api/v1/migrations/" + id,
                            "/api/v1/migrations/%s/events".formatted(id),
                            "/api/v1/targets/%s/history".formatted(TARGET),
                            "/api/v1/freezes",
                            "/api/v1/backups",
                            "/api/v1/tokens",
                            "/api/v1/audit")) {
                        assertUnavailable(api.get(path));
                    }
                    assertUnavailable(api.requestAction(id, "cancel", "{\"reason\": \"test\"}", etag));
                    assertUnavailable(api.submitYaml(TestPlans.singleStep(TestPlans.newName(), TARGET)));
                    assertUnavailable(api.send(api.request("/api/v1/migrations/%s/events".formatted(id))
                            .header("Accept", "text/event-stream")
                            .GET()));
                    // Probes send no token, which could not be checked now.
                    Api probe = api.with("");
                    assertThat(probe.get("/actuator/health/readiness").status()).isEqualTo(503);
                    assertThat(probe.get("/actuator/health/liveness").status()).isEqualTo(200);
                    // The worker ends the step meanwhile; its report waits in Kafka.
                    worker.report(ScriptedWorker.success(running.get()));

                    postgres.start();
                    awaitState(api, id, "COMPLETED");
                    assertThat(api.get("/actuator/health/readiness").status()).isEqualTo(200);
                    assertThat(events.readUntil("completed.v1")).isNotEmpty();
                }
                assertThat(api.get("/api/v1/migrations/%s/events".formatted(id)).body())
                        .doesNotContain("worker-missing.v1");
                String second = api.submitYaml(TestPlans.singleStep(TestPlans.newName(), TARGET))
                        .id();
                // The lapsed lease of the first migration may have been followed by another command for it.
                Waits.await().until(() -> Objects.requireNonNull(running.get())
                        .header()
                        .migration()
                        .toString()
                        .equals(second));
                Waits.await().until(() -> jdbc(database)
                        .queryForList("SELECT 1 FROM outbox")
                        .isEmpty());
                left = second;
            }
            restartAndComplete(database, kafka, worker, left);
        } finally {
            kafka.stop();
            postgres.stop();
        }
    }

    /** What the earlier coordinator has left is counted at the start, and done. */
    private static void restartAndComplete(
            PostgresDatabase database, KafkaServer kafka, ScriptedWorker worker, String id) {
        jdbc(database)
                .update(
                        "UPDATE dispatch SET lease_until = clock_timestamp() - interval '1 minute' WHERE settled_at IS NULL");
        worker.useScript(ScriptedWorker::acceptAndSucceed);
        try (StartedCoordinator restarted =
                StartedCoordinator.start(database, kafka.bootstrapServers(), "lockstep.lease=5s")) {
            Api api = restarted.api();
            Waits.await().until(() -> api.get("/actuator/health/readiness").status() == 200);
            assertThat(api.get("/actuator/prometheus").body())
                    .contains("lockstep_recovered_total{kind=\"lapsed-lease\"} 1.0")
                    .contains("lockstep_recovered_total{kind=\"unsent-message\"} 0.0");
            awaitState(api, id, "COMPLETED");
        }
    }
}
