package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.PreparationReports.tried;
import static dev.lockstep.coordinator.saga.PreparationReports.triedAs;
import static dev.lockstep.coordinator.saga.PreparationReports.triedInVain;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.approveWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanDryRun;
import dev.lockstep.contract.plan.PlanMetadata;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An approval that is bound to a dry run of the same plan. */
class ApprovedDryRunTest {
    private static final Plan PLAN = Plan.of(
            PlanMetadata.named("plan"),
            new PlanSpec(
                    null,
                    new PlanApproval(true, null),
                    null,
                    new PlanDryRun(true),
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(Plans.step("a"))));

    private static ApprovedDryRun dryRunWith(long units) {
        Scenario completed = given(submitDryRun(PLAN), start(), succeeded("a"))
                .when(triedAs(List.of("a"), step -> StepOutcomes.passed(step, units)));
        return ApprovedDryRun.of((SagaState.DryRunCompleted) completed.state());
    }

    /** The dry run of the migration, after an approval that is bound to another one. */
    private static Scenario dryRunning(ApprovedDryRun approved) {
        return given(submit(PLAN), approveWith(approved), start(), succeeded("a"));
    }

    private static StepFailure failureIn(Scenario scenario) {
        return scenario.events().stream()
                .filter(SagaEvent.AttemptFailed.class::isInstance)
                .map(event -> ((SagaEvent.AttemptFailed) event).failure())
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class An_approval {
        @Test
        void has_the_dry_run_in_its_event() {
            ApprovedDryRun approved = dryRunWith(3);
            Scenario scenario = given(submit(PLAN)).when(approveWith(approved));
            scenario.then("approved with a dry run by approver", "enqueued");
            assertThat(scenario.events())
                    .first()
                    .isInstanceOfSatisfying(SagaEvent.ApprovedWithDryRun.class, event -> assertThat(event.dryRun())
                            .isEqualTo(approved));
            assertThat(approved.units()).containsExactly(Map.entry(new StepId("a"), 3L));
            assertThat(approved.identities()).containsOnlyKeys(new TargetName("on-a"));
        }
    }

    @Nested
    class A_dry_run_of_the_migration {
        @ParameterizedTest
        @CsvSource({"3, 3", "3, 103", "103, 3", "10000, 11000", "10000, 9000"})
        void with_about_the_same_numbers_is_followed_by_the_steps(long approved, long found) {
            dryRunning(dryRunWith(approved))
                    .when(triedAs(List.of("a"), step -> StepOutcomes.passed(step, found)))
                    .then("dry-run-reported a", "dispatched apply a");
        }

        @ParameterizedTest
        @CsvSource({"3, 104", "104, 3", "10000, 11001", "10000, 8999"})
        void with_other_numbers_ends_the_migration(long approved, long found) {
            Scenario scenario = dryRunning(dryRunWith(approved))
                    .when(triedAs(List.of("a"), step -> StepOutcomes.passed(step, found)));
            scenario.then("attempt-failed dry_run a", "rejected");
            assertThat(failureIn(scenario).code()).isEqualTo("dry-run-differs");
        }

        @Test
        void that_could_not_try_a_step_ends_the_migration() {
            Scenario scenario = dryRunning(dryRunWith(3)).when(triedAs(List.of("a"), StepOutcomes::notTried));
            scenario.then("attempt-failed dry_run a", "rejected");
            assertThat(failureIn(scenario).message()).contains("was not tried (an earlier step failed)");
        }

        @Test
        void that_fails_ends_the_migration_with_the_failure() {
            dryRunning(dryRunWith(3)).when(triedInVain("a")).then("dry-run-reported a", "rejected");
        }

        @Test
        void of_a_step_that_the_approved_one_has_not_tried_is_not_compared() {
            ApprovedDryRun nothingTried =
                    new ApprovedDryRun(dryRunWith(3).dryRun(), dryRunWith(3).identities(), Map.of());
            dryRunning(nothingTried).when(tried("a")).then("dry-run-reported a", "dispatched apply a");
        }
    }

    @Nested
    class A_target {
        @Test
        void that_is_another_database_than_in_the_dry_run_ends_the_migration() {
            ApprovedDryRun elsewhere = new ApprovedDryRun(
                    dryRunWith(3).dryRun(),
                    Map.of(new TargetName("on-a"), new TargetIdentity(new UUID(9, 9))),
                    Map.of());
            Scenario scenario =
                    given(submit(PLAN), approveWith(elsewhere), start()).when(succeeded("a"));
            scenario.then("attempt-failed preflight a", "rejected");
            assertThat(failureIn(scenario).code()).isEqualTo("identity-changed");
        }
    }
}
