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

/** {@code kill -9} in the middle of the work, with the process started again afterwards. */
class KilledProcessTest {
    private static final int UNITS = 4_000;
    private LockstepSystem system;
    private Shop shop;

    @BeforeEach
    void seed() {
        system = LockstepSystem.shared();
        shop = Shop.seeded(system, UNITS);
    }

    @AfterEach
    void oneOfEach() {
        system.endWhatIsAltered();
    }

    @Nested
    class A_worker_killed_in_mid_step {
        static Iterable<Arguments> workers() {
            return List.of(
                    Arguments.of(LockstepService.MONGO_WORKER, "documents", "mongo.unit.after-write=pause:60s@3"),
                    Arguments.of(LockstepService.REDIS_WORKER, "keys", "redis.unit.after-batch=pause:60s@3"));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("workers")
        void is_followed_by_one_that_goes_on_from_its_journal(LockstepService service, String step, String failpoint) {
            ServiceProcess worker = system.restart(service, Map.of("LOCKSTEP_FAILPOINTS", failpoint));
            String id = system.migrations().submit(Plans.addOneEverywhere());
            system.migrations().await(id, migration -> isPartlyDone(migration, step));

            worker.kill();

            assertThat(worker.isRunning()).isFalse();
            assertThat(system.migrations().migration(id).path("state").stringValue())
                    .as("the step must not have ended before the kill")
                    .isEqualTo("APPLYING");
            system.restartKilled(service);
            system.migrations().awaitState(id, "COMPLETED");
            shop.assertMovedByOne();
        }

        private static boolean isPartlyDone(JsonNode migration, String step) {
            long done = Migrations.step(migration, step)
                    .path("progress")
                    .path("done")
                    .longValue(0);
            return done > 0 && done < UNITS;
        }
    }

    @Nested
    class The_postgres_worker_killed_between_two_statements_of_its_script {
        @Test
        void is_followed_by_one_that_runs_the_whole_script_once() {
            String id = system.migrations().submit(Plans.addOneToRowsSlowly(8));
            system.migrations().await(id, migration -> isBetweenStatements(migration));

            ServiceProcess worker = system.instance(LockstepService.POSTGRES_WORKER);
            worker.kill();

            assertThat(worker.isRunning()).isFalse();
            assertThat(system.migrations().migration(id).path("state").stringValue())
                    .as("the step must not have ended before the kill")
                    .isEqualTo("APPLYING");
            system.restartKilled(LockstepService.POSTGRES_WORKER);
            system.migrations().awaitState(id, "COMPLETED");
            assertThat(shop.number("SELECT count(*) FROM items WHERE n = id + 1"))
                    .isEqualTo(UNITS);
        }

        private static boolean isBetweenStatements(JsonNode migration) {
            JsonNode progress = Migrations.step(migration, "rows").path("progress");
            long done = progress.path("done").longValue(0);
            return done > 0 && done < progress.path("total").longValue(0);
        }
    }

    @Nested
    class The_coordinator_killed_in_mid_saga {
        @Test
        void goes_on_from_its_journal_and_applies_nothing_twice() {
            String id = system.migrations().submit(Plans.addOneToRowsSlowly(4) + Plans.ADD_ONE_TO_DOCUMENTS);
            system.migrations().awaitStepState(id, "rows", "APPLYING");

            ServiceProcess coordinator = system.instance(LockstepService.COORDINATOR);
            coordinator.kill();

            assertThat(coordinator.isRunning()).isFalse();
            assertThat(shop.number("SELECT count(*) FROM items WHERE n = id + 1"))
                    .as("the saga must not have ended before the kill")
                    .isZero();
            system.restartKilled(LockstepService.COORDINATOR);
            system.migrations().awaitState(id, "COMPLETED");
            assertThat(shop.number("SELECT count(*) FROM items WHERE n = id + 1"))
                    .isEqualTo(UNITS);
            shop.assertDocumentsMovedByOne();
        }

        @Test
        void goes_on_with_a_rollback() {
            Digests before = Digests.of(system);
            system.restart(
                    LockstepService.MONGO_WORKER,
                    Map.of("LOCKSTEP_FAILPOINTS", "mongo.unit.compensate-after-read=pause:4s"));
            String id = system.migrations().submit(Plans.addOneUntilTheThirdStoreFails());
            system.migrations().awaitStepState(id, "documents", "COMPENSATING");

            system.instance(LockstepService.COORDINATOR).kill();
            assertThat(before.isSameIn(Digests.of(system)))
                    .as("the rollback must not have ended before the kill")
                    .isFalse();
            system.restartKilled(LockstepService.COORDINATOR);

            system.migrations().awaitState(id, "ROLLED_BACK");
            before.assertSameIn(Digests.of(system));
        }
    }
}
