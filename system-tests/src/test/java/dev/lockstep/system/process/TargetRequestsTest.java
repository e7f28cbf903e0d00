package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** Requests about targets of all three stores. */
class TargetRequestsTest {
    private LockstepSystem system;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        TestData.create(system, 100);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private JsonNode ask(String target, String kind, String body) {
        return system.api().targets().awaitAnswered(system.api().targets().request(target, kind, body));
    }

    @Nested
    class A_baseline {
        @Test
        void makes_versions_count_as_applied_and_is_shown() {
            system.restart(
                    LockstepService.POSTGRES_WORKER,
                    Map.of("LOCKSTEP_TARGETS_MAIN_POSTGRES_HISTORY_TABLE", "history_of_an_adopted_database"));
            String body = "{\"version\": \"1000000\", \"reason\": \"adopted\"}";
            assertThat(ask(LockstepSystem.POSTGRES, "baseline?dryRun=true", body)
                            .at("/baseline/written")
                            .asBoolean())
                    .isTrue();
            JsonNode marked = ask(LockstepSystem.POSTGRES, "baseline", body).path("baseline");
            assertThat(marked.path("version").asString()).isEqualTo("1000000");
            assertThat(marked.path("dryRun").asBoolean()).isFalse();
            assertThat(ask(LockstepSystem.POSTGRES, "baseline", body)
                            .at("/baseline/written")
                            .asBoolean())
                    .isFalse();

            String below = system.api().submit(TestPlans.allStores());
            assertThat(system.api().awaitState(below, "REJECTED").toString()).contains("version-already-applied");
            String above =
                    system.api().submit(TestPlans.allStores().replaceFirst("version: \"", "version: \"1000000."));
            system.api().awaitState(above, "COMPLETED");
            assertThat(ask(LockstepSystem.POSTGRES, "schema-versions", "{}")
                            .at("/schemaVersions/history/applied")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Nested
    class A_drift_check {
        private static final List<String> TARGETS =
                List.of(LockstepSystem.POSTGRES, LockstepSystem.MONGO, LockstepSystem.REDIS);

        private JsonNode check(String target) {
            return ask(target, "drift", "{}").path("drift");
        }

        /** Tests before this one have left differences. */
        private void acknowledgeOld() {
            for (String target : TARGETS) {
                check(target);
                if (system.api().targets().isStoppedByDrift(target)) {
                    system.api().targets().acknowledgeDrift(target);
                }
            }
        }

        @Test
        void finds_what_somebody_else_has_changed() throws SQLException {
            acknowledgeOld();
            String completed = system.api().submit(TestPlans.allStores());
            system.api().awaitState(completed, "COMPLETED");
            for (String target : TARGETS) {
                assertThat(check(target).path("steps").asInt()).isPositive();
                assertThat(system.api().targets().isStoppedByDrift(target))
                        .as(target)
                        .isFalse();
            }
            try (Connection database = system.targetDatabase().connect();
                    Statement statement = database.createStatement()) {
                statement.execute(
                        "DELETE FROM lockstep_schema_history WHERE script LIKE 'lockstep/%s/%%'".formatted(completed));
            }
            try (Jedis redis = system.redis().connect(0)) {
                redis.keys("lockstep:%s*".formatted(completed)).forEach(redis::del);
            }
            assertThat(check(LockstepSystem.POSTGRES).toString()).contains("\"history\"");
            assertThat(check(LockstepSystem.REDIS).toString()).contains("\"journal\"", completed);
            check(LockstepSystem.MONGO);
            assertThat(system.api().targets().isStoppedByDrift(LockstepSystem.MONGO))
                    .isFalse();

            String waiting = system.api().submit(TestPlans.allStores());
            assertThat(system.api()
                            .awaitState(waiting, "QUEUED")
                            .path("waitingFor")
                            .asString())
                    .contains("drift was found");
            system.api().targets().acknowledgeDrift(LockstepSystem.POSTGRES);
            system.api().targets().acknowledgeDrift(LockstepSystem.REDIS);
            system.api().awaitState(waiting, "COMPLETED");
        }
    }

    @Nested
    class A_count_of_schema_versions {
        private Map<String, Integer> units(String target) {
            return ask(target, "schema-versions", "{}")
                    .at("/schemaVersions/groups")
                    .valueStream()
                    .collect(Collectors.toMap(
                            group -> group.path("name").asString() + " "
                                    + group.path("source").asString(),
                            group -> group.path("units").asInt()));
        }

        @Test
        void is_made_in_every_store() {
            assertThat(units(LockstepSystem.MONGO)).containsEntry("carts field", 100);
            assertThat(units(LockstepSystem.REDIS))
                    .containsEntry("session: key", 100)
                    .containsEntry("session: value", 100);
            JsonNode history =
                    ask(LockstepSystem.POSTGRES, "schema-versions", "{}").path("schemaVersions");
            assertThat(history.path("complete").asBoolean()).isTrue();
        }

        @Test
        void is_answered_although_coordinator_and_worker_are_killed() {
            ServiceProcess worker = system.instance(LockstepService.REDIS_WORKER);
            worker.pause();
            String path = system.api().targets().request(LockstepSystem.REDIS, "schema-versions", "{}");
            system.instance(LockstepService.COORDINATOR).kill();
            system.restartKilled(LockstepService.COORDINATOR);
            worker.kill();
            system.restartKilled(LockstepService.REDIS_WORKER);
            assertThat(system.api()
                            .targets()
                            .awaitAnswered(path)
                            .at("/schemaVersions/groups")
                            .size())
                    .isPositive();
        }
    }
}
