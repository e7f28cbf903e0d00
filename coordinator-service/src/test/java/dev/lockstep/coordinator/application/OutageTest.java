package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.testservers.DedicatedServers;
import org.junit.jupiter.api.Test;

class OutageTest {
    private static void awaitState(Api api, String id, String state) {
        Waits.await().ignoreExceptions().untilAsserted(() -> assertThat(
                        api.migration(id).json().path("state").asString())
                .isEqualTo(state));
    }

    @Test
    void two_coordinators_share_migrations_and_survive_outages_of_database_and_broker() {
        PostgresServer postgres = DedicatedServers.postgres();
        KafkaServer kafka = DedicatedServers.kafka();
        var database = postgres.createDatabase("outage", "outage", "secret");
        try (StartedCoordinator first = StartedCoordinator.start(database, kafka.bootstrapServers());
                StartedCoordinator second = StartedCoordinator.start(database, kafka.bootstrapServers());
                ScriptedWorker worker = new ScriptedWorker(kafka.bootstrapServers())) {
            Waits.await()
                    .until(() -> first.api().get("/actuator/health/readiness").status() == 200
                            && second.api().get("/actuator/health/readiness").status() == 200);
            worker.registerTarget("pg-1", TargetKind.POSTGRES, "postgres.sql");
            Waits.await()
                    .until(() -> first.api()
                                    .get("/api/v1/targets")
                                    .json()
                                    .path("items")
                                    .size()
                            == 1);
            worker.start();

            for (int run = 0; run < 10; run++) {
                Api api = run % 2 == 0 ? first.api() : second.api();
                String id = api.submitYaml(TestPlans.singleStep(TestPlans.newName(), "pg-1"))
                        .id();
                awaitState(run % 2 == 0 ? second.api() : first.api(), id, "COMPLETED");
                assertThat(worker.receivedCommands(id))
                        .hasSize(2)
                        .satisfiesExactly(
                                command -> assertThat(command).isInstanceOf(Command.Preflight.class),
                                command -> assertThat(command).isInstanceOf(Command.Apply.class));
            }

            Browser signedIn = Browser.of(first.api()).signedIn(StartedCoordinator.ADMIN_TOKEN);
            Browser onSecond = new Browser(second.api().with(""), signedIn.cookie());
            assertThat(onSecond.fetch("/api/v1/me").status()).isEqualTo(200);

            postgres.kill();
            assertThat(onSecond.fetch("/api/v1/me").status()).isEqualTo(503);
            assertThat(onSecond.fetch("/actuator/health/liveness").status()).isEqualTo(200);
            assertThat(signedIn.signIn(StartedCoordinator.ADMIN_TOKEN).status()).isEqualTo(503);
            Api.Response unavailable = first.api().submitYaml(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            assertThat(unavailable.status()).isEqualTo(503);
            assertThat(unavailable.headers()).containsKey("retry-after");
            postgres.start();
            String plan = TestPlans.singleStep(TestPlans.newName(), "pg-1");
            Waits.await().until(() -> first.api().submitYaml(plan).status() < 300);
            awaitState(second.api(), first.api().submitYaml(plan).id(), "COMPLETED");
            assertThat(onSecond.fetch("/api/v1/me").status()).isEqualTo(200);

            kafka.kill();
            Api.Response accepted = second.api().submitYaml(TestPlans.singleStep(TestPlans.newName(), "pg-1"));
            assertThat(accepted.status()).isEqualTo(202);
            assertThat(second.api().get("/actuator/health/readiness").status()).isEqualTo(200);
            assertThat(second.api().get("/actuator/health").status()).isEqualTo(503);
            kafka.start();
            awaitState(first.api(), accepted.id(), "COMPLETED");
        } finally {
            kafka.stop();
            postgres.stop();
        }
    }
}
