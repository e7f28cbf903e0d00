package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** {@code kill -9} of a process during a migration, followed by its restart. */
class KilledProcessTest {
    private static final int UNITS = 4_000;
    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, UNITS);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private static void kill(ServiceProcess process) {
        process.kill();
        assertThat(process.isRunning()).isFalse();
    }

    private void assertStillApplying(String id) {
        assertThat(system.api().stateOf(id))
                .as("the kill must happen before the end of the step")
                .isEqualTo("APPLYING");
    }

    @Nested
    class A_worker_killed_during_a_step {
        static Iterable<Arguments> workers() {
            return List.of(
                    Arguments.of(LockstepService.MONGO_WORKER, "documents", "mongo.unit.after-write=pause:60s@3"),
                    Arguments.of(LockstepService.REDIS_WORKER, "keys", "redis.unit.after-batch=pause:60s@3"));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("workers")
        void is_restarted_and_resumes_from_the_step_journal(LockstepService service, String step, String failpoint) {
            ServiceProcess worker = system.restart(service, Map.of("LOCKSTEP_FAILPOINTS", failpoint));
            String id = system.api().submit(TestPlans.allStores());
            system.api().await(id, migration -> isPartlyDone(migration, step));
            kill(worker);
            assertStillApplying(id);
            system.restartKilled(service);
            system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
        }

        private static boolean isPartlyDone(JsonNode migration, String step) {
            long done = CoordinatorApi.step(migration, step)
                    .path("progress")
                    .path("done")
                    .longValue(0);
            return done > 0 && done < UNITS;
        }
    }

    @Nested
    class The_postgres_worker_killed_between_two_statements_of_a_script {
        @Test
        void is_restarted_and_runs_the_whole_script_once() {
            String id = system.api().submit(TestPlans.slowRows(8));
            system.api().await(id, migration -> isBetweenStatements(migration));
            kill(system.instance(LockstepService.POSTGRES_WORKER));
            assertStillApplying(id);
            system.restartKilled(LockstepService.POSTGRES_WORKER);
            system.api().awaitState(id, "COMPLETED");
            data.assertRowsAppliedOnce();
        }

        private static boolean isBetweenStatements(JsonNode migration) {
            JsonNode progress = CoordinatorApi.step(migration, "rows").path("progress");
            long done = progress.path("done").longValue(0);
            return done > 0 && done < progress.path("total").longValue(0);
        }
    }

    @Nested
    class The_coordinator_killed_during_a_migration {
        @Test
        void is_restarted_resumes_from_the_saga_journal_and_applies_each_step_once() {
            String id = system.api().submit(TestPlans.slowRowsThenDocuments(4));
            system.api().awaitStepState(id, "rows", "APPLYING");
            kill(system.instance(LockstepService.COORDINATOR));
            assertThat(data.rowsAppliedOnce())
                    .as("the kill must happen before the end of the first step")
                    .isZero();
            system.restartKilled(LockstepService.COORDINATOR);
            system.api().awaitState(id, "COMPLETED");
            data.assertRowsAppliedOnce();
            data.assertDocumentsAppliedOnce();
            system.api().assertAuditTrailHas(id);
        }

        @Test
        void is_restarted_and_continues_a_rollback() {
            TargetDigests before = TargetDigests.of(system);
            system.restart(
                    LockstepService.MONGO_WORKER,
                    Map.of("LOCKSTEP_FAILPOINTS", "mongo.unit.compensate-after-read=pause:4s"));
            String id = system.api().submit(TestPlans.thirdStoreFails());
            system.api().awaitStepState(id, "documents", "COMPENSATING");
            system.instance(LockstepService.COORDINATOR).kill();
            assertThat(before.isSameAs(TargetDigests.of(system)))
                    .as("the kill must happen before the end of the rollback")
                    .isFalse();
            system.restartKilled(LockstepService.COORDINATOR);
            system.api().awaitState(id, "ROLLED_BACK");
            before.assertSameAs(TargetDigests.of(system));
            system.api().assertAuditTrailHas(id);
        }
    }
}
