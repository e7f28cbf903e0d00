package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Dry runs and gates through all processes and all stores. */
class DryRunTest {
    private static final int UNITS = 2_000;
    private final LockstepSystem system = LockstepSystem.shared();
    private final TestData data = TestData.create(system, UNITS);

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private JsonNode dryRun(String plan, String outcome) {
        return system.api().awaitState(system.api().submitDryRun(plan), outcome);
    }

    private static JsonNode resultOf(JsonNode dryRun, String step) {
        return CoordinatorApi.step(dryRun, step).path("dryRun").path("result");
    }

    @Nested
    class A_dry_run {
        @Test
        void leaves_every_store_as_it_was_and_says_what_the_migration_then_does() {
            String plan = TestPlans.allStores();
            TargetDigests before = TargetDigests.of(system);
            JsonNode dryRun = dryRun(plan, "DRY_RUN_COMPLETED");
            before.assertSameAs(TargetDigests.of(system));
            for (String step : List.of("rows", "documents", "keys")) {
                assertThat(resultOf(dryRun, step).path("units").longValue(-1))
                        .as(step)
                        .isEqualTo(UNITS);
                assertThat(resultOf(dryRun, step).path("samples").size())
                        .as(step)
                        .isEqualTo(20);
            }

            String id = system.api().submit(plan);
            JsonNode migration = system.api().awaitState(id, "COMPLETED");
            data.assertAppliedOnce();
            for (JsonNode step : migration.path("steps")) {
                assertThat(step.path("estimate").path("units").longValue(-1))
                        .as(step.path("id").stringValue())
                        .isEqualTo(step.path("result").path("changed").longValue(-2));
                assertThat(step.path("milliseconds").longValue(-1)).isPositive();
            }
        }

        @Test
        void of_a_plan_that_would_fail_is_rejected_and_leaves_every_store_as_it_was() {
            TargetDigests before = TargetDigests.of(system);
            String plan = TestPlans.allStores().replace("UPDATE items", "UPDATE no_such_table");
            JsonNode dryRun = dryRun(plan, "REJECTED");
            before.assertSameAs(TargetDigests.of(system));
            JsonNode failure =
                    CoordinatorApi.step(dryRun, "rows").path("dryRun").path("failure");
            assertThat(failure.path("code").stringValue("")).isEqualTo("42P01");
        }

        @Test
        void continues_after_a_worker_was_killed() {
            var worker = system.restart(
                    LockstepService.REDIS_WORKER, Map.of("LOCKSTEP_FAILPOINTS", "runner.before-dry-run=pause:60s"));
            TargetDigests before = TargetDigests.of(system);
            String id = system.api().submitDryRun(TestPlans.allStores());
            system.api().awaitStepState(id, "documents", "DRY_RUN_PASSED");
            worker.kill();
            assertThat(system.api().stateOf(id)).isEqualTo("DRY_RUNNING");
            system.restartKilled(LockstepService.REDIS_WORKER);
            system.api().awaitState(id, "DRY_RUN_COMPLETED");
            before.assertSameAs(TargetDigests.of(system));
        }
    }

    @Nested
    class A_migration_at_a_gate {
        @Test
        void waits_through_a_kill_of_the_coordinator() {
            String plan =
                    TestPlans.allStores().replace("spec:\n", "spec:\n  approval: {required: true, within: 10s}\n");
            String id = system.api().submit(plan);
            system.api().awaitState(id, "AWAITING_APPROVAL");
            system.instance(LockstepService.COORDINATOR).kill();
            system.restartKilled(LockstepService.COORDINATOR);
            // Nobody approves it: the submitter cannot.
            JsonNode cancelled = system.api().awaitState(id, "CANCELLED");
            assertThat(cancelled.path("startedAt").isMissingNode()).isTrue();
            assertThat(data.keys("session_v2:*")).isEmpty();
        }
    }
}
