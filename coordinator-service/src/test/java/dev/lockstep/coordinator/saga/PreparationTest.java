package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.PreparationReports.backedUp;
import static dev.lockstep.coordinator.saga.PreparationReports.tried;
import static dev.lockstep.coordinator.saga.PreparationReports.triedInVain;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What happens between the preflights and the first apply. */
class PreparationTest {
    private static final Plan WITH_BACKUP =
            Plans.prepared(false, true, Plans.stepOn("a", "db"), Plans.stepOn("b", "cache"), Plans.stepOn("c", "db"));
    private static final Plan WITH_DRY_RUN = Plans.prepared(true, false, Plans.step("a"), Plans.step("b"));

    private static Plan withEverything() {
        return Plans.prepared(true, true, true, Plans.step("a"));
    }

    @Nested
    class A_backup {
        @Test
        void of_every_target_precedes_the_first_apply() {
            Scenario scenario = given(submit(WITH_BACKUP), start(), succeeded("a"), succeeded("b"))
                    .when(succeeded("c"));
            scenario.then("preflight-passed c", "dispatched backup a", "dispatched backup b")
                    .thenStateIs(SagaState.BackingUp.class);
            assertThat(scenario.sent()).first().isInstanceOfSatisfying(Command.Backup.class, backup -> {
                assertThat(backup.following())
                        .extracting(step -> step.id().value())
                        .containsExactly("c");
                assertThat(backup.keep()).isEqualTo(Duration.ofDays(7));
            });
            scenario.when(backedUp("b")).then("backed-up b");
            assertThat(scenario.effects()).hasAtLeastOneElementOfType(SagaEffect.KeepBackup.class);
            scenario.when(backedUp("a")).then("backed-up a", "dispatched apply a");
        }

        @Test
        void that_fails_ends_the_migration_with_nothing_changed() {
            Scenario scenario = applying(WITH_BACKUP).and(backedUp("b")).when(failedPermanently("a"));
            scenario.then("attempt-failed backup a", "rejected").thenStateIs(SagaState.Rejected.class);
            assertThat(scenario.effects())
                    .filteredOn(SagaEffect.Publish.class::isInstance)
                    .singleElement()
                    .extracting(effect -> ((SagaEffect.Publish) effect).event())
                    .isInstanceOfSatisfying(MigrationEvent.Rejected.class, rejected -> assertThat(rejected.failures())
                            .containsOnlyKeys("a"));
        }

        @Test
        void that_fails_waits_for_the_others() {
            applying(WITH_BACKUP)
                    .when(failedPermanently("a"))
                    .then("attempt-failed backup a")
                    .when(backedUp("b"))
                    .then("backed-up b", "rejected");
        }

        @Test
        void that_fails_transiently_is_repeated() {
            applying(WITH_BACKUP)
                    .when(failedTransiently("a"))
                    .then("attempt-failed backup a", "retry-scheduled backup a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("a"))
                    .then("dispatched backup a, attempt 2");
            applying(WITH_BACKUP).when(lapsed("b")).then("lease-lapsed backup b", "dispatched backup b");
        }

        @Test
        void can_be_cancelled() {
            applying(WITH_BACKUP).when(cancel()).then("cancelled").thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void is_not_made_for_a_dry_run() {
            given(submitDryRun(WITH_BACKUP), start(), succeeded("a"), succeeded("b"))
                    .when(succeeded("c"))
                    .then("preflight-passed c", "dispatched dry_run a", "dispatched dry_run b");
        }

        @Test
        void ignores_reports_of_other_dispatches() {
            applying(WITH_BACKUP).when(succeeded("a")).thenNothingHappens();
            applying(WITH_BACKUP).when(backedUp("a").late()).thenNothingHappens();
            applying(Plans.chain("a")).when(backedUp("a")).thenNothingHappens();
            given(submit(WITH_BACKUP), start()).when(backedUp("a")).thenNothingHappens();
            applying(WITH_BACKUP).when(PreparationReports.restored("a")).thenNothingHappens();
        }
    }

    @Nested
    class A_dry_run {
        @Test
        void of_every_step_precedes_the_first_apply() {
            applying(WITH_DRY_RUN)
                    .thenStateIs(SagaState.DryRunning.class)
                    .and(tried("b"))
                    .when(tried("a"))
                    .then("dry-run-reported a", "dispatched apply a");
        }

        @Test
        void that_would_fail_ends_the_migration_with_its_failure() {
            Scenario scenario = applying(WITH_DRY_RUN).and(tried("b")).when(triedInVain("a"));
            scenario.then("dry-run-reported a", "rejected");
            assertThat(scenario.effects())
                    .filteredOn(SagaEffect.Publish.class::isInstance)
                    .singleElement()
                    .extracting(effect -> ((SagaEffect.Publish) effect).event())
                    .isInstanceOfSatisfying(MigrationEvent.Rejected.class, rejected -> assertThat(rejected.failures())
                            .containsOnlyKeys("a"));
        }
    }

    @Nested
    class The_order {
        @Test
        void is_dry_run_maintenance_backup_apply() {
            applying(withEverything())
                    .thenStateIs(SagaState.DryRunning.class)
                    .when(tried("a"))
                    .then("dry-run-reported a", "called enter_maintenance application")
                    .when(endpointPassed())
                    .then("enter_maintenance passed", "dispatched backup a")
                    .when(backedUp("a"))
                    .then("backed-up a", "dispatched apply a");
        }

        @Test
        void leaves_maintenance_if_the_backup_fails_or_is_cancelled() {
            applying(withEverything())
                    .and(tried("a"), endpointPassed())
                    .when(failedPermanently("a"))
                    .then("attempt-failed backup a", "leaving application before rejected")
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "rejected");
            applying(withEverything())
                    .and(tried("a"), endpointPassed())
                    .when(cancel())
                    .then("leaving application before cancelled");
        }
    }

    @Nested
    class An_impossible_history {
        private void assertImpossible(Scenario scenario, Direction direction) {
            SagaEvent event = new SagaEvent.Dispatched(
                    new StepId("a"), direction, new DispatchNumber(1_000_000), 1, Instant.EPOCH);
            assertThatThrownBy(() -> new SagaEvolution().evolve(scenario.state(), event))
                    .isInstanceOf(ImpossibleHistoryException.class);
        }

        @Test
        void applies_or_backs_up_in_a_dry_run() {
            Scenario ended = given(submitDryRun(Plans.prepared(false, false, Plans.step("a"), Plans.step("b"))))
                    .and(start(), succeeded("a"), succeeded("b"), tried("a"));
            assertImpossible(ended, Direction.APPLY);
            assertImpossible(ended, Direction.BACKUP);
        }

        @Test
        void has_a_stuck_backup() {
            Scenario failed = applying(WITH_BACKUP).and(failedPermanently("a"));
            StepFailure failure = StepFailure.Permanent.withoutEffect("x", "y");
            assertThatThrownBy(() -> new SagaEvolution()
                            .evolve(failed.state(), new SagaEvent.Stuck(new StepId("a"), failure, failure)))
                    .isInstanceOf(ImpossibleHistoryException.class);
        }

        @Test
        void backs_up_while_steps_are_applied() {
            assertImpossible(applying(Plans.chain("a")), Direction.BACKUP);
        }
    }
}
