package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code SIGSTOP} for longer than the lease: the process keeps its connections and continues after {@code SIGCONT}. */
class PausedProcessTest {
    private static final int UNITS = 2_000;
    /** Long enough for a resumed process to continue its work. */
    private static final Duration OBSERVATION = Duration.ofSeconds(6);

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

    private void assertUnchangedAfterResumeOf(ServiceProcess process) {
        TargetDigests before = TargetDigests.of(system);
        process.resume();
        Waits.waitFor(OBSERVATION);
        before.assertSameAs(TargetDigests.of(system));
    }

    @Nested
    class A_worker_paused_between_its_read_and_its_write {
        static Iterable<Arguments> workers() {
            return List.of(
                    Arguments.of(LockstepService.POSTGRES_WORKER, "rows", "postgres.sql.after-script=pause:3s"),
                    Arguments.of(LockstepService.MONGO_WORKER, "documents", "mongo.unit.after-pre-image=pause:3s@2"),
                    Arguments.of(LockstepService.REDIS_WORKER, "keys", "redis.unit.after-read=pause:3s@2"));
        }

        /** Submits a plan and pauses the worker at the failpoint. */
        private String submitAndPause(ServiceProcess worker, String step) {
            String id = system.api().submit(TestPlans.allStores());
            system.api().awaitStepState(id, step, "APPLYING");
            system.awaitLog(worker, "failpoint");
            worker.pause();
            return id;
        }

        private void startAnother(LockstepService service) {
            system.start(service, service.label() + "-2", Map.of());
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("workers")
        void changes_nothing_after_another_worker_has_resumed_its_step(
                LockstepService service, String step, String failpoint) {
            ServiceProcess paused = system.restart(service, Map.of("LOCKSTEP_FAILPOINTS", failpoint));
            String id = submitAndPause(paused, step);
            startAnother(service);
            system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
            assertUnchangedAfterResumeOf(paused);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("workers")
        void changes_nothing_after_another_worker_has_compensated_its_step(
                LockstepService service, String step, String failpoint) {
            TargetDigests before = TargetDigests.of(system);
            ServiceProcess paused = system.restart(service, Map.of("LOCKSTEP_FAILPOINTS", failpoint));
            String id = submitAndPause(paused, step);
            // Before the other worker starts, which could otherwise complete the migration first.
            system.api().act(id, "cancel", "{\"reason\": \"the maintenance window ends\"}");
            startAnother(service);
            system.api().awaitState(id, "ROLLED_BACK");
            before.assertSameAs(TargetDigests.of(system));
            assertUnchangedAfterResumeOf(paused);
            before.assertSameAs(TargetDigests.of(system));
        }
    }

    @Nested
    class One_of_two_coordinators_paused_during_a_migration {
        @Test
        void writes_no_outdated_state_after_it_resumes() {
            ServiceProcess paused = system.instance(LockstepService.COORDINATOR);
            ServiceProcess other = system.start(LockstepService.COORDINATOR, "coordinator-2", Map.of());
            String id = system.api().submit(TestPlans.slowRows(3));
            system.api().awaitStepState(id, "rows", "APPLYING");
            paused.pause();
            CoordinatorApi otherApi = system.apiOf(other);
            otherApi.awaitState(id, "COMPLETED");
            long version = otherApi.migration(id).path("version").longValue();
            assertUnchangedAfterResumeOf(paused);
            assertThat(otherApi.migration(id).path("version").longValue()).isEqualTo(version);
            assertThat(data.number("SELECT count(*) FROM items WHERE n <> id + 1"))
                    .isZero();
        }
    }
}
