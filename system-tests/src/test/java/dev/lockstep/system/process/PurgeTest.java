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

/** Purges of the journals in three stores, with processes that are killed, stopped, or at work meanwhile. */
class PurgeTest {
    private static final int UNITS = 4_000;
    private static final Map<String, Long> NO_ROWS =
            Map.of(LockstepSystem.POSTGRES, 0L, LockstepSystem.MONGO, 0L, LockstepSystem.REDIS, 0L);
    /** Both stores have several batches. */
    private static final Map<String, String> PAUSED_IN_THE_MIDDLE =
            Map.of("LOCKSTEP_FAILPOINTS", "purge.after-batch=pause:60s@2");

    private LockstepSystem system;
    private TestData data;
    private StepJournals journals;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, UNITS);
        journals = new StepJournals(system, data);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private String completed() {
        String id = system.api().submit(TestPlans.allStores());
        system.api().awaitState(id, "COMPLETED");
        assertThat(journals.rows(id, LockstepSystem.POSTGRES)).isEqualTo(1);
        assertThat(journals.rows(id, LockstepSystem.MONGO)).isGreaterThan(UNITS);
        assertThat(journals.rows(id, LockstepSystem.REDIS)).isGreaterThan(UNITS);
        return id;
    }

    private void requestAndAwaitPurgedInPart(String id, String target) {
        long before = journals.rows(id, target);
        system.api().requestPurge(id);
        Waits.await("the purge is in the middle").until(() -> journals.rows(id, target) < before);
        assertThat(journals.rows(id, target)).isPositive();
        assertThat(system.api().purge(id).has("purgedAt")).isFalse();
    }

    @Nested
    class A_purge {
        @Test
        void removes_the_journals_and_nothing_else() {
            String other = completed();
            data.resetTo(UNITS);
            String id = completed();
            Map<String, String> fences = journals.fences();
            Map<String, Long> otherRows = journals.rows(other);

            system.api().requestPurge(id);
            long rows = system.api().awaitPurged(id).path("rows").asLong();

            assertThat(rows).isGreaterThan(2L * UNITS);
            assertThat(journals.rows(id)).isEqualTo(NO_ROWS);
            assertThat(journals.rows(other)).isEqualTo(otherRows);
            assertThat(journals.fences()).isEqualTo(fences);
            data.assertAppliedOnce();
            assertThat(system.api().refusedRollback(id)).contains("its journals were purged at");
            assertThat(system.api().stateOf(id)).isEqualTo("COMPLETED");
            aFreshPlanIsAppliedAndRolledBack();
        }

        private void aFreshPlanIsAppliedAndRolledBack() {
            data.resetTo(UNITS);
            TargetDigests before = TargetDigests.of(system);
            String fresh = completed();
            system.api().act(fresh, "rollback", "{\"reason\": \"test\"}");
            system.api().awaitState(fresh, "ROLLED_BACK");
            before.assertSameAs(TargetDigests.of(system));
        }

        static Iterable<Arguments> workers() {
            return List.of(
                    Arguments.of(LockstepService.MONGO_WORKER, LockstepSystem.MONGO),
                    Arguments.of(LockstepService.REDIS_WORKER, LockstepSystem.REDIS));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("workers")
        void whose_worker_is_killed_is_continued_by_the_next_one(LockstepService service, String target) {
            String id = completed();
            ServiceProcess worker = system.restart(service, PAUSED_IN_THE_MIDDLE);
            requestAndAwaitPurgedInPart(id, target);
            worker.kill();
            assertThat(journals.rows(id, target)).isPositive();
            system.restartKilled(service);
            system.api().awaitPurged(id);
            assertThat(journals.rows(id)).isEqualTo(NO_ROWS);
            data.assertAppliedOnce();
        }

        @Test
        void whose_coordinator_is_killed_goes_on() {
            String id = completed();
            system.restart(LockstepService.MONGO_WORKER, Map.of("LOCKSTEP_FAILPOINTS", "purge.after-batch=pause:5s@2"));
            requestAndAwaitPurgedInPart(id, LockstepSystem.MONGO);
            system.instance(LockstepService.COORDINATOR).kill();
            system.restartKilled(LockstepService.COORDINATOR);
            system.api().awaitPurged(id);
            assertThat(journals.rows(id)).isEqualTo(NO_ROWS);
            assertThat(system.api().refusedRollback(id)).contains("its journals were purged at");
        }

        @Test
        void does_not_delay_a_migration_on_the_same_targets() {
            String id = completed();
            system.restart(LockstepService.MONGO_WORKER, PAUSED_IN_THE_MIDDLE);
            requestAndAwaitPurgedInPart(id, LockstepSystem.MONGO);
            data.resetTo(UNITS);
            String running = system.api().submit(TestPlans.allStores());
            system.api().awaitState(running, "COMPLETED");
            assertThat(system.api().purge(id).has("purgedAt"))
                    .as("the purge is still in the middle")
                    .isFalse();
            data.assertAppliedOnce();
            assertThat(journals.rows(running, LockstepSystem.MONGO)).isGreaterThan(UNITS);
        }
    }
}
