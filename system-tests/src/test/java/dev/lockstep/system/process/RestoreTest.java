package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups of three stores that are restored after their migration. */
class RestoreTest {
    private static final List<String> TARGETS =
            List.of(LockstepSystem.POSTGRES, LockstepSystem.MONGO, LockstepSystem.REDIS);

    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, 500);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    @Test
    void makes_every_store_as_it_was_before_the_migration() {
        TargetDigests before = TargetDigests.of(system);
        String id = system.api().submit(TestPlans.allStoresWithBackup());
        system.api().awaitState(id, "COMPLETED");
        data.assertAppliedOnce();
        for (String target : TARGETS) {
            assertThat(system.api().restore(id, target).path("equal").asInt(-1)).isGreaterThanOrEqualTo(0);
        }
        before.assertSameAs(TargetDigests.of(system));
    }

    @Test
    void uses_the_backup_that_another_worker_made_after_the_first_was_killed_in_it() {
        TargetDigests before = TargetDigests.of(system);
        ServiceProcess worker = system.restart(
                LockstepService.MONGO_WORKER, Map.of("LOCKSTEP_FAILPOINTS", "backup.before-manifest=pause:60s"));
        String id = system.api().submit(TestPlans.allStoresWithBackup());
        system.api().awaitStepState(id, "rows", "BACKED_UP");
        system.api().awaitStepState(id, "keys", "BACKED_UP");
        Waits.await("the unfinished backup").until(() -> system.unfinishedBackups(id) == 1);
        worker.kill();
        assertThat(system.api().stateOf(id)).isEqualTo("BACKING_UP");
        before.assertSameAs(TargetDigests.of(system));
        system.restartKilled(LockstepService.MONGO_WORKER);
        system.api().awaitState(id, "COMPLETED");
        data.assertAppliedOnce();
        assertThat(system.unfinishedBackups(id)).isZero();
        TARGETS.forEach(target -> system.api().restore(id, target));
        before.assertSameAs(TargetDigests.of(system));
    }

    @Test
    void goes_on_although_the_coordinator_is_killed() {
        TargetDigests before = TargetDigests.of(system);
        String id = system.api().submit(TestPlans.allStoresWithBackup());
        system.api().awaitState(id, "COMPLETED");
        ServiceProcess worker = system.instance(LockstepService.REDIS_WORKER);
        worker.pause();
        String restore = system.api().requestRestore(id, LockstepSystem.REDIS);
        system.instance(LockstepService.COORDINATOR).kill();
        system.restartKilled(LockstepService.COORDINATOR);
        worker.resume();
        system.api().awaitRestored(restore);
        system.api().restore(id, LockstepSystem.MONGO);
        system.api().restore(id, LockstepSystem.POSTGRES);
        before.assertSameAs(TargetDigests.of(system));
    }
}
