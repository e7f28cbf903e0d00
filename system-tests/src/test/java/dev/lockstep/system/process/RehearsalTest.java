package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rehearsals through all processes and all stores. */
class RehearsalTest {
    private static final int UNITS = 2_000;
    private final LockstepSystem system = LockstepSystem.shared();
    private final TestData data = TestData.create(system, UNITS);

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private static String requiring(String rehearsal, String plan) {
        return plan.replace("spec:\n", "spec:\n  rehearsal: %s\n".formatted(rehearsal));
    }

    @Nested
    class A_rehearsal {
        @Test
        void leaves_every_store_as_it_was_and_says_what_it_did_on_the_copies() {
            TargetDigests before = TargetDigests.of(system);
            JsonNode rehearsal =
                    system.api().awaitState(system.api().submitRehearsal(TestPlans.allStores()), "REHEARSAL_COMPLETED");
            before.assertSameAs(TargetDigests.of(system));
            for (String step : List.of("rows", "documents", "keys")) {
                JsonNode result = CoordinatorApi.step(rehearsal, step).path("rehearsal");
                assertThat(result.path("complete").booleanValue(false)).as(step).isTrue();
                assertThat(result.at("/steps/0/changed").longValue(-1)).as(step).isEqualTo(UNITS);
                assertThat(result.at("/steps/0/restored").longValue(-1))
                        .as(step)
                        .isPositive();
            }
        }

        @Test
        void continues_after_a_worker_was_killed() {
            var worker = system.restart(
                    LockstepService.REDIS_WORKER,
                    Map.of("LOCKSTEP_FAILPOINTS", "rehearsal.before-comparison=pause:60s"));
            TargetDigests before = TargetDigests.of(system);
            String id = system.api().submitRehearsal(TestPlans.allStores());
            system.api().awaitStepState(id, "documents", "REHEARSED");
            worker.kill();
            assertThat(system.api().stateOf(id)).isEqualTo("REHEARSING");
            system.restartKilled(LockstepService.REDIS_WORKER);
            system.api().awaitState(id, "REHEARSAL_COMPLETED");
            before.assertSameAs(TargetDigests.of(system));
            assertThat(CopyNames.of(system)).isEmpty();
        }
    }

    @Nested
    class A_plan {
        @Test
        void that_requires_a_rehearsal_is_applied_after_it() {
            String id = system.api().submit(requiring("required", TestPlans.allStores()));
            system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
        }

        @Test
        void goes_on_with_its_rehearsal_although_the_coordinator_is_killed() {
            system.restart(
                    LockstepService.REDIS_WORKER,
                    Map.of("LOCKSTEP_FAILPOINTS", "rehearsal.before-comparison=pause:6s"));
            TargetDigests before = TargetDigests.of(system);
            String id = system.api().submit(requiring("required", TestPlans.allStores()));
            system.api().awaitStepState(id, "documents", "REHEARSED");
            system.instance(LockstepService.COORDINATOR).kill();
            assertThat(CopyNames.of(system))
                    .as("the kill must happen before the end of the rehearsal")
                    .isNotEmpty();
            before.assertSameAs(TargetDigests.of(system));
            system.restartKilled(LockstepService.COORDINATOR);
            system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
            assertThat(CopyNames.of(system)).isEmpty();
        }

        /** A sequence moves on although the step is undone; the third value does not exist. */
        @Test
        void whose_steps_can_be_applied_only_once_changes_nothing_and_says_so() {
            data.sql("DROP SEQUENCE IF EXISTS once", "CREATE SEQUENCE once MAXVALUE 2");
            TargetDigests before = TargetDigests.of(system);
            String plan = TestPlans.allStores()
                    .replace("SET n = n + 1;", "SET n = n + 1 + (SELECT nextval('once') + nextval('once')) * 0;");
            JsonNode rejected = system.api().awaitState(system.api().submit(requiring("required", plan)), "REJECTED");
            before.assertSameAs(TargetDigests.of(system));
            JsonNode failure = CoordinatorApi.step(rejected, "rows").path("failure");
            assertThat(failure.path("code").stringValue("")).isEqualTo("rehearsal-failed");
            assertThat(failure.path("message").stringValue(""))
                    .contains("second apply, after the compensation, of step rows failed on scratch copy", "2200H");
            assertThat(CopyNames.of(system)).isEmpty();
            data.sql("DROP SEQUENCE once");
        }

        @Test
        void whose_undo_does_not_bring_rows_back_changes_nothing() {
            TargetDigests before = TargetDigests.of(system);
            String plan = TestPlans.allStores()
                    .replace("down: UPDATE items SET n = n - 1", "down: UPDATE items SET n = n - 1 WHERE id > 1");
            JsonNode rejected = system.api()
                    .awaitState(system.api().submit(requiring("{required: true, all: true}", plan)), "REJECTED");
            before.assertSameAs(TargetDigests.of(system));
            assertThat(CoordinatorApi.step(rejected, "rows").at("/failure/code").stringValue(""))
                    .isEqualTo("rehearsal-failed");
            assertThat(CoordinatorApi.step(rejected, "rows")
                            .at("/failure/message")
                            .stringValue(""))
                    .contains("items");
        }
    }
}
