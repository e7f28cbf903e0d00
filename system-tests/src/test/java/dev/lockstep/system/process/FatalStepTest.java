package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A step that ends its worker each time, after the worker has reported that it has accepted the dispatch. */
class FatalStepTest {
    // The worker reports after a third of the lease of four seconds, and ends before its next report. It has written
    // nothing by then, because a dispatch that gets further than the earlier ones would start a new outage.
    private static final Map<String, String> ENDS_IN_APPLY =
            Map.of("LOCKSTEP_FAILPOINTS", "mongo.unit.after-read=pause:2s,mongo.unit.before-pre-image=halt");

    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, 10);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    /** Starts the worker again whenever it has ended, like a service manager. */
    private boolean isRolledBack(String id) {
        if (!system.instance(LockstepService.MONGO_WORKER).isRunning()) {
            system.start(LockstepService.MONGO_WORKER, LockstepService.MONGO_WORKER.label(), ENDS_IN_APPLY);
        }
        return "ROLLED_BACK".equals(system.api().stateOf(id));
    }

    @Nested
    class A_step_that_ends_its_worker_each_time {
        @Test
        void is_given_up_and_all_stores_are_as_before() {
            system.restart(LockstepService.COORDINATOR, Map.of("LOCKSTEP_OUTAGE_LIMIT", "8s"));
            TargetDigests before = TargetDigests.of(system);
            system.restart(LockstepService.MONGO_WORKER, ENDS_IN_APPLY);
            String id = system.api().submit(TestPlans.allStores());
            system.api().awaitStepState(id, "documents", "APPLYING");
            Waits.await("the step is given up").until(() -> isRolledBack(id));
            before.assertSameAs(TargetDigests.of(system));
            assertThat(data.rowsAppliedOnce()).isZero();
        }
    }
}
