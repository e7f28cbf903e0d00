package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A store is unavailable for several leases, or until an operator starts it. */
class OutageTest {
    /** Six leases of this system. */
    private static final Duration OUTAGE = Duration.ofSeconds(25);

    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, 1_000);
    }

    @AfterEach
    void startMongoAndStopModifiedServices() {
        system.mongo().start();
        system.stopModifiedServices();
    }

    /** Submits a plan and returns its migration's id while the MongoDB step pauses between two batches. */
    private String submitAndPauseInMongoStep() {
        system.restart(
                LockstepService.MONGO_WORKER, Map.of("LOCKSTEP_FAILPOINTS", "mongo.unit.after-pre-image=pause:2s"));
        String id = system.api().submit(TestPlans.allStores());
        system.awaitLog(system.instance(LockstepService.MONGO_WORKER), "failpoint");
        return id;
    }

    @Nested
    class A_migration_whose_store_is_unavailable_for_several_leases {
        @Test
        void waits_for_the_store_and_applies_each_step_once() {
            String id = submitAndPauseInMongoStep();
            system.mongo().kill();
            Waits.waitFor(OUTAGE);
            assertThat(system.api().stateOf(id)).isEqualTo("APPLYING");
            system.mongo().start();
            system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
        }
    }

    @Nested
    class A_migration_whose_store_stays_unavailable {
        @Test
        void needs_an_operator_and_does_not_compensate_the_steps_before() {
            system.restart(LockstepService.COORDINATOR, Map.of("LOCKSTEP_OUTAGE_LIMIT", "8s"));
            TargetDigests before = TargetDigests.of(system);
            String id = submitAndPauseInMongoStep();
            system.mongo().kill();
            JsonNode waiting = system.api().awaitState(id, "NEEDS_OPERATOR");
            assertThat(CoordinatorApi.step(waiting, "documents").path("state").stringValue())
                    .isEqualTo("STUCK");
            assertThat(data.rowsAppliedOnce())
                    .as("rows of the step that the stuck step blocks")
                    .isEqualTo(data.units());
            system.mongo().start();
            system.api().act(id, "retry", "{\"reason\": \"MongoDB is available again\"}");
            JsonNode rolledBack = system.api().awaitState(id, "ROLLED_BACK");
            assertThat(rolledBack.path("round").intValue()).isEqualTo(2);
            before.assertSameAs(TargetDigests.of(system));
        }
    }
}
