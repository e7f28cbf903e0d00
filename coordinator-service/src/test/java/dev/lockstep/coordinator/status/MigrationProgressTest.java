package dev.lockstep.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MigrationProgressTest {
    private static Step step(String id, String target, String @Nullable ... dependencies) {
        return new Step(
                new StepId(id),
                new TargetName(target),
                new PostgresSql("1", "SELECT 1", "SELECT 1"),
                null,
                dependencies == null
                        ? null
                        : List.of(dependencies).stream().map(StepId::new).toList(),
                false,
                null);
    }

    private static StepView view(String id, StepStatus state, @Nullable Long eta, @Nullable Long estimatedSeconds) {
        return new StepView(
                new StepId(id),
                new TargetName("t"),
                "postgres.sql",
                state,
                null,
                null,
                null,
                null,
                eta == null ? null : new StepProgress(1, 2L, 50, 1.0, eta, null),
                null,
                null,
                null,
                null,
                null,
                null,
                estimatedSeconds == null
                        ? null
                        : new StepEstimate(new MigrationId(new UUID(0, 1)), 1, 1, estimatedSeconds * 1_000),
                null,
                null,
                null);
    }

    @Nested
    class Of_an_apply {
        private final PlanSpec chain =
                new PlanSpec(List.of(step("a", "t1", (String[]) null), step("b", "t2", (String[]) null)));

        @Test
        void adds_what_the_running_step_has_left_and_what_a_dry_run_expects_of_the_others() {
            assertThat(MigrationProgress.ofApply(
                            chain,
                            List.of(
                                    view("a", StepStatus.APPLYING, 20L, 90L),
                                    view("b", StepStatus.PENDING, null, 30L))))
                    .isEqualTo(new MigrationProgress(0, 2, 50L));
            assertThat(MigrationProgress.ofApply(
                            chain,
                            List.of(
                                    view("a", StepStatus.APPLIED, null, 90L),
                                    view("b", StepStatus.APPLYING, 7L, null))))
                    .isEqualTo(new MigrationProgress(1, 2, 7L));
        }

        @Test
        void is_unknown_if_one_step_is() {
            assertThat(MigrationProgress.ofApply(
                            chain,
                            List.of(
                                    view("a", StepStatus.APPLYING, 20L, null),
                                    view("b", StepStatus.PENDING, null, null))))
                    .isEqualTo(new MigrationProgress(0, 2, null));
        }

        @Test
        void takes_the_longest_of_parallel_steps_but_adds_those_of_one_target() {
            List<StepView> views = List.of(
                    view("a", StepStatus.APPLYING, 20L, null),
                    view("b", StepStatus.APPLYING, 50L, null),
                    view("c", StepStatus.PENDING, null, 45L));
            assertThat(MigrationProgress.ofApply(
                                    new PlanSpec(List.of(step("a", "t1"), step("b", "t2"), step("c", "t3"))), views)
                            .etaSeconds())
                    .isEqualTo(50L);
            assertThat(MigrationProgress.ofApply(
                                    new PlanSpec(List.of(step("a", "t1"), step("b", "t2"), step("c", "t1"))), views)
                            .etaSeconds())
                    .isEqualTo(65L);
            assertThat(MigrationProgress.ofApply(
                                    new PlanSpec(List.of(step("a", "t1"), step("b", "t2"), step("c", "t3", "b"))),
                                    views)
                            .etaSeconds())
                    .isEqualTo(95L);
        }
    }

    @Nested
    class Of_a_rollback {
        @Test
        void counts_only_steps_that_were_applied_and_knows_the_end_if_all_of_them_run() {
            assertThat(MigrationProgress.ofRollback(List.of(
                            view("a", StepStatus.COMPENSATING, 20L, null),
                            view("b", StepStatus.COMPENSATED, null, null),
                            view("c", StepStatus.PENDING, null, null))))
                    .isEqualTo(new MigrationProgress(1, 2, 20L));
            assertThat(MigrationProgress.ofRollback(List.of(
                            view("a", StepStatus.APPLIED, null, null), view("b", StepStatus.COMPENSATING, 20L, null))))
                    .isEqualTo(new MigrationProgress(0, 2, null));
        }
    }
}
