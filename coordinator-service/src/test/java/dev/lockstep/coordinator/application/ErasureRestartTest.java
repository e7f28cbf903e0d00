package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.testservers.SharedPostgres;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ErasureRestartTest {
    private static final String TARGET = "pg-1";
    private final PostgresDatabase database = SharedPostgres.freshDatabase();

    private StartedCoordinator start(KafkaServer kafka) {
        return StartedCoordinator.start(database, kafka.bootstrapServers(), "lockstep.lease=3s");
    }

    private static void awaitState(Api api, String path, String state) {
        Waits.await().ignoreExceptions().untilAsserted(() -> assertThat(
                        api.get(path).json().path("state").asString())
                .isEqualTo(state));
    }

    private static String complete(Api api) {
        String id = api.submitYaml(TestPlans.singleStep(TestPlans.newName(), TARGET))
                .id();
        awaitState(api, "/api/v1/migrations/" + id, "COMPLETED");
        return id;
    }

    @Test
    void a_report_that_arrives_after_a_restart_of_the_coordinator_ends_the_erasure() {
        KafkaServer kafka = DedicatedServers.kafka();
        AtomicReference<Command> received = new AtomicReference<>();
        try (ScriptedWorker worker = new ScriptedWorker(kafka.bootstrapServers())) {
            String location;
            try (StartedCoordinator first = start(kafka)) {
                Waits.await()
                        .until(() ->
                                first.api().get("/actuator/health/readiness").status() == 200);
                worker.registerTarget(TARGET, TargetKind.POSTGRES, "postgres.sql");
                Waits.await()
                        .until(() -> first.api().get("/api/v1/targets").body().contains(TARGET));
                worker.useScript(command -> {
                    if (command instanceof Command.Erase) {
                        received.set(command);
                        return List.of();
                    }
                    return ScriptedWorker.acceptAndSucceed(command);
                });
                worker.start();
                String id = complete(first.api());
                location = "/api/v1/migrations/%s/erasures/1".formatted(id);
                first.api()
                        .post(
                                "/api/v1/migrations/%s/erasures".formatted(id),
                                "application/json",
                                "{\"step\": \"only\", \"unit\": \"u\", \"reason\": \"r\"}");
                Waits.await().until(() -> received.get() != null);
            }
            worker.report(ScriptedWorker.success(received.get()));
            try (StartedCoordinator second = start(kafka)) {
                awaitState(second.api(), location, "ERASED");
            }
        } finally {
            kafka.stop();
        }
    }
}
