package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Operators control a running step, and a worker is ended in an orderly way while it works on one. */
class ControlTest {
    private static final int UNITS = 6_000;
    private static final String SLOW = "{\"reason\": \"test\", \"unitsPerSecond\": 400}";
    private static final String REASON = "{\"reason\": \"test\"}";
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

    /** A migration that changes documents at a limited rate, and has changed some of them. */
    private String changingDocumentsSlowly() {
        String id = system.api().submit(TestPlans.slowRowsThenDocuments(2));
        system.api().awaitStepState(id, "rows", "APPLYING");
        system.api().act(id, "throttle", SLOW);
        system.api().await(id, migration -> doneOf(migration) > 0);
        return id;
    }

    private static long doneOf(JsonNode migration) {
        return CoordinatorApi.step(migration, "documents")
                .path("progress")
                .path("done")
                .longValue(0);
    }

    private long stops(String id, String cause) {
        return system.api().countEvents(id, "dispatch-stopped.v1", cause);
    }

    @Nested
    class A_paused_migration {
        @Test
        void changes_nothing_until_it_is_resumed_and_then_completes_without_a_repetition() {
            String id = changingDocumentsSlowly();
            system.api().act(id, "pause", REASON);
            Waits.await("the step stops").until(() -> stops(id, "stopped-by-worker") == 1);
            TargetDigests paused = TargetDigests.of(system);
            assertThat(system.api().stateOf(id)).isEqualTo("APPLYING");
            paused.assertSameAs(TargetDigests.of(system));
            system.api().act(id, "throttle", REASON);
            system.api().act(id, "resume", REASON);
            system.api().awaitState(id, "COMPLETED");
            data.assertRowsAppliedOnce();
            data.assertDocumentsAppliedOnce();
        }
    }

    @Nested
    class A_worker_that_is_ended_in_an_orderly_way {
        @Test
        void hands_its_step_over_to_another_one_so_that_no_lease_lapses() {
            ServiceProcess worker = system.instance(LockstepService.MONGO_WORKER);
            String id = changingDocumentsSlowly();
            system.start(LockstepService.MONGO_WORKER, "second mongo worker", Map.of());
            worker.stop();
            system.api().act(id, "throttle", REASON);
            system.api().awaitState(id, "COMPLETED");
            system.restartKilled(LockstepService.MONGO_WORKER);
            assertThat(stops(id, "stopped-by-worker")).isEqualTo(1);
            assertThat(system.api().countEvents(id, "lease-lapsed.v1", "")).isZero();
            data.assertRowsAppliedOnce();
            data.assertDocumentsAppliedOnce();
        }
    }
}
