package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.ControlCommands.pause;
import static dev.lockstep.coordinator.saga.ControlCommands.pauseAndCancelScripts;
import static dev.lockstep.coordinator.saga.ControlCommands.resume;
import static dev.lockstep.coordinator.saga.ControlCommands.setPace;
import static dev.lockstep.coordinator.saga.ControlCommands.setRate;
import static dev.lockstep.coordinator.saga.ControlCommands.stopped;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.Throttle;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PauseTest {
    /** A step that is done unit by unit, then one that is not. */
    private static final Plan KEYS_THEN_ROWS = Plans.of(Plans.stepWithFinish("keys"), Plans.step("rows"));

    private static final Plan ROWS = Plans.chain("rows", "more-rows");

    private static Throttle throttleOf(Scenario scenario) {
        assertThat(scenario.sent()).hasSize(1);
        Command command = scenario.sent().getFirst();
        return Objects.requireNonNull(command.header().throttle());
    }

    @Nested
    class A_step_that_is_done_unit_by_unit {
        @Test
        void is_taken_over_by_a_dispatch_that_stops_at_once() {
            Scenario scenario = applying(KEYS_THEN_ROWS).when(pause());
            scenario.then("paused", "dispatch-stopped apply keys", "dispatched apply keys");
            assertThat(throttleOf(scenario)).isEqualTo(new Throttle(true, null, null));
            scenario.when(stopped("keys")).then("dispatch-stopped apply keys");
        }

        @Test
        void goes_on_with_a_new_dispatch_when_the_migration_is_resumed() {
            Scenario scenario = applying(KEYS_THEN_ROWS, pause(), stopped("keys"));
            scenario.when(resume()).then("resumed", "dispatched apply keys");
            assertThat(scenario.sent().getFirst().header().throttle()).isNull();
        }

        @Test
        void goes_on_when_its_worker_stops_after_the_migration_was_resumed() {
            applying(KEYS_THEN_ROWS, pause())
                    .when(resume())
                    .then("resumed")
                    .when(stopped("keys"))
                    .then("dispatch-stopped apply keys", "dispatched apply keys");
        }

        @Test
        void can_have_been_done_when_the_pause_arrives() {
            applying(KEYS_THEN_ROWS, pause())
                    .when(succeeded("keys"))
                    .then("applied keys")
                    .when(resume())
                    .then("resumed", "dispatched apply rows");
        }

        @Test
        void is_not_dispatched_by_the_end_of_a_back_off_or_of_a_lease() {
            Scenario scenario =
                    applying(KEYS_THEN_ROWS, failedTransiently("keys"), pause()).after(Duration.ofMinutes(1));
            scenario.when(backoffEnded("keys")).thenNothingHappens();
            scenario.when(resume()).then("resumed", "dispatched apply keys, attempt 2");
            scenario.and(pause()).when(lapsed("keys")).then("lease-lapsed apply keys");
            scenario.when(resume()).then("resumed", "dispatched apply keys, attempt 2");
        }

        @Test
        void waits_for_the_end_of_its_back_off_after_the_migration_was_resumed() {
            applying(KEYS_THEN_ROWS)
                    .failing(4, "keys")
                    .and(failedTransiently("keys"), pause())
                    .when(resume())
                    .then("resumed")
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("keys"))
                    .then("dispatched apply keys, attempt 6");
        }

        @Test
        void is_finished_and_compensated_under_the_same_rules() {
            applying(KEYS_THEN_ROWS, succeeded("keys"), succeeded("rows"), pause(), stopped("keys"))
                    .when(resume())
                    .then("resumed", "dispatched finish keys");
            applying(KEYS_THEN_ROWS, cancel(), pause())
                    .when(stopped("keys"))
                    .then("dispatch-stopped compensate keys")
                    .when(resume())
                    .then("resumed", "dispatched compensate keys")
                    .when(compensated("keys"))
                    .then("compensated keys", "rolled back");
        }

        @Test
        void ends_its_compensation_only_after_the_migration_was_resumed() {
            applying(KEYS_THEN_ROWS, cancel(), pause())
                    .when(compensated("keys"))
                    .then("compensated keys")
                    .when(resume())
                    .then("resumed", "rolled back");
        }
    }

    @Nested
    class A_script {
        @Test
        void ends_before_the_pause_takes_effect() {
            applying(ROWS)
                    .when(pause())
                    .then("paused")
                    .when(succeeded("rows"))
                    .then("applied rows")
                    .when(resume())
                    .then("resumed", "dispatched apply more-rows");
        }

        @Test
        void is_stopped_if_the_operator_says_so_also_later() {
            applying(ROWS, pause())
                    .when(pauseAndCancelScripts())
                    .then("paused", "dispatch-stopped apply rows", "dispatched apply rows")
                    .when(pause())
                    .thenRefused("has paused the migration");
        }

        @Test
        void that_fails_while_the_migration_is_paused_rolls_it_back() {
            applying(ROWS, pause())
                    .when(failedPermanently("rows"))
                    .then("attempt-failed apply rows", "rollback-began by rows", "dispatched compensate rows");
        }

        @Test
        void that_is_irreversible_is_not_stopped() {
            Scenario scenario = applying(Plans.of(Plans.irreversibleStep("rows")));
            scenario.when(pauseAndCancelScripts()).thenRefused("irreversible");
            scenario.when(pause())
                    .then("paused")
                    .when(failedPermanentlyWith("rows", Effect.WHOLE))
                    .then("attempt-failed apply rows", "stuck rows", "operator needed")
                    .when(ScenarioCommand.retry())
                    .then("round 2 opened by retry", "dispatched apply rows");
            assertThat(scenario.sent().getFirst().header().throttle()).isNull();
        }
    }

    @Nested
    class A_paused_migration {
        @Test
        void is_rolled_back_by_cancel() {
            applying(KEYS_THEN_ROWS, pause(), stopped("keys"))
                    .when(cancel())
                    .then("rollback-began by operator", "dispatched compensate keys")
                    .when(compensated("keys"))
                    .then("compensated keys", "rolled back");
        }

        @Test
        void is_not_paused_twice_and_not_resumed_twice() {
            applying(ROWS, pause()).when(pause()).thenRefused("use resume");
            applying(ROWS).when(resume()).thenRefused("not paused");
        }

        @Test
        void has_started() {
            given(submit(ROWS)).when(pause()).thenRefused("nothing to pause");
            given(submit(ROWS), start()).when(pause()).thenRefused("nothing to pause");
        }
    }

    @Nested
    class A_rate {
        @Test
        void is_sent_with_a_new_dispatch_and_every_later_one() {
            Scenario scenario = applying(KEYS_THEN_ROWS).when(setRate(500));
            scenario.then("rate-set 500", "dispatch-stopped apply keys", "dispatched apply keys");
            assertThat(throttleOf(scenario)).isEqualTo(new Throttle(false, 500, null));
            scenario.when(succeeded("keys")).then("applied keys", "dispatched apply rows");
            assertThat(throttleOf(scenario)).isEqualTo(new Throttle(false, 500, null));
        }

        @Test
        void is_replaced_together_with_the_batch_size() {
            Scenario scenario = applying(KEYS_THEN_ROWS, setRate(500)).when(setPace(null, 50));
            scenario.then("rate-set null batch 50", "dispatch-stopped apply keys", "dispatched apply keys");
            assertThat(throttleOf(scenario)).isEqualTo(new Throttle(false, null, 50));
        }

        @Test
        void does_not_stop_a_script_and_does_not_resume_a_paused_migration() {
            applying(ROWS).when(setRate(500)).then("rate-set 500");
            applying(KEYS_THEN_ROWS, pause(), stopped("keys"))
                    .when(setRate(500))
                    .then("rate-set 500");
        }

        @Test
        void can_be_lifted_and_must_change() {
            applying(ROWS, setRate(500)).when(setRate(null)).then("rate-set null");
            applying(ROWS).when(setRate(null)).thenRefused("is not limited");
            applying(ROWS, setPace(null, 50))
                    .when(setPace(null, 50))
                    .thenRefused("no limit of the rate, batches of 50");
            applying(ROWS, setRate(500))
                    .when(setRate(500))
                    .thenRefused("already have this limit: 500 units per second");
        }
    }

    @Nested
    class A_dispatch_that_its_worker_hands_over {
        @Test
        void is_sent_again_at_once_and_is_not_a_failed_attempt() {
            applying(ROWS)
                    .when(stopped("rows"))
                    .then("dispatch-stopped apply rows", "dispatched apply rows")
                    .when(succeeded("rows"))
                    .then("applied rows", "dispatched apply more-rows");
        }

        @Test
        void is_sent_again_in_every_direction() {
            given(submit(ROWS), start())
                    .when(stopped("rows"))
                    .then("dispatch-stopped preflight rows", "dispatched preflight rows");
            applying(KEYS_THEN_ROWS, succeeded("keys"), succeeded("rows"))
                    .when(stopped("keys"))
                    .then("dispatch-stopped finish keys", "dispatched finish keys");
            applying(ROWS, cancel())
                    .when(stopped("rows"))
                    .then("dispatch-stopped compensate rows", "dispatched compensate rows");
        }

        @Test
        void is_not_sent_again_after_another_check_has_failed() {
            given(submit(ROWS), start(), failedPermanently("more-rows"))
                    .when(stopped("rows"))
                    .then("dispatch-stopped preflight rows", "rejected");
        }

        @Test
        void is_ignored_if_another_one_has_followed() {
            applying(ROWS).when(stopped("rows").late()).thenNothingHappens();
        }
    }
}
