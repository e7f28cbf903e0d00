package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.contract.plan.Deadline;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SagaEvolutionTest {
    private static final Plan TWO_STEPS = Plans.of(Plans.stepWithFinish("a"), Plans.irreversibleStep("b"));
    private static final StepId A = new StepId("a");
    private static final StepId B = new StepId("b");
    private static final Actor OPERATOR = ScenarioCommand.OPERATOR;
    private static final Instant AT = ScenarioCommand.START;
    private static final DispatchNumber NEXT_DISPATCH = new DispatchNumber(1_000_000);
    private static final DispatchNumber OTHER_DISPATCH = new DispatchNumber(999_999);
    private static final StepFailure FAILURE = new StepFailure.Transient("code", "message");

    private final Scenario unsubmitted = given();
    private final Scenario queued = given(submit(TWO_STEPS));
    private final Scenario preflight = given(submit(TWO_STEPS), start());
    private final Scenario applying = applying(TWO_STEPS);
    private final Scenario backingOff = applying(TWO_STEPS, failedTransiently("a"));
    private final Scenario finishing = applying(TWO_STEPS, succeeded("a"), succeeded("b"));
    private final Scenario compensating = applying(TWO_STEPS).and(cancel());
    private final Scenario stuck =
            applying(TWO_STEPS).and(cancel()).failingUntilLastAttempt("a").and(failedTransiently("a"));
    private final Scenario stuckAtPivot = applying(TWO_STEPS, succeeded("a"), failedPermanentlyWith("b", Effect.WHOLE));

    private static void assertImpossible(Scenario scenario, SagaEvent event) {
        assertThatExceptionOfType(ImpossibleHistoryException.class)
                .isThrownBy(() -> new SagaEvolution().evolve(scenario.state(), event))
                .withMessageContaining(event.toString());
    }

    private static SagaEvent dispatched(StepId step, Direction direction) {
        return new SagaEvent.Dispatched(step, direction, NEXT_DISPATCH, 1, AT);
    }

    @Nested
    class A_submission_and_a_start {
        @Test
        void happen_once_and_in_this_order() {
            assertImpossible(queued, new SagaEvent.Submitted(ScenarioCommand.MIGRATION, TWO_STEPS, AT, OPERATOR));
            assertImpossible(unsubmitted, new SagaEvent.Started(AT));
            assertImpossible(preflight, new SagaEvent.Started(AT));
        }
    }

    @Nested
    class A_lapse_in_the_journal_of_an_earlier_coordinator {
        @Test
        void says_nothing_about_the_silence_of_workers() {
            DispatchNumber dispatch = AwaitedSteps.dispatch(applying.state(), A);
            SagaState lapsed = new SagaEvolution()
                    .evolve(applying.state(), new SagaEvent.LeaseLapsed(A, Direction.APPLY, dispatch, AT, null, AT));
            StepState.InProgress step = ((SagaState.Applying) lapsed)
                    .data()
                    .stepsIn(StepState.InProgress.class)
                    .firstEntry()
                    .getValue();
            assertThat(step.attempts().silence()).isNull();
        }
    }

    @Nested
    class A_dispatch {
        @Test
        void requires_a_higher_number_than_all_earlier_dispatches() {
            assertImpossible(backingOff, new SagaEvent.Dispatched(A, Direction.APPLY, new DispatchNumber(1), 2, AT));
        }

        @Test
        void requires_that_the_previous_dispatch_has_ended() {
            assertImpossible(preflight, dispatched(A, Direction.PREFLIGHT));
            assertImpossible(applying, dispatched(A, Direction.APPLY));
            assertImpossible(finishing, dispatched(A, Direction.FINISH));
            assertImpossible(compensating, dispatched(A, Direction.COMPENSATE));
        }

        @Test
        void requires_a_matching_state() {
            assertImpossible(queued, dispatched(A, Direction.PREFLIGHT));
            assertImpossible(applying, dispatched(B, Direction.PREFLIGHT));
            assertImpossible(compensating, dispatched(B, Direction.APPLY));
            assertImpossible(preflight, dispatched(A, Direction.APPLY));
            assertImpossible(applying, dispatched(B, Direction.FINISH));
            assertImpossible(applying, dispatched(B, Direction.COMPENSATE));
        }

        @Test
        void requires_a_step_of_the_plan() {
            assertImpossible(applying, dispatched(new StepId("z"), Direction.APPLY));
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(() -> applying.started().data().step(new StepId("z")));
        }
    }

    @Nested
    class A_step_event {
        @Test
        void requires_the_outstanding_dispatch() {
            var identity = ScenarioCommand.identityOf(new TargetName("on-a"));
            assertImpossible(preflight, new SagaEvent.PreflightPassed(A, OTHER_DISPATCH, identity, StepResult.NOTHING));
            assertImpossible(applying, new SagaEvent.Applied(A, OTHER_DISPATCH, StepResult.NOTHING));
            assertImpossible(applying, new SagaEvent.Applied(B, OTHER_DISPATCH, StepResult.NOTHING));
            assertImpossible(finishing, new SagaEvent.Finished(A, OTHER_DISPATCH, StepResult.NOTHING));
            assertImpossible(compensating, new SagaEvent.Compensated(A, OTHER_DISPATCH, CompensationResult.NOTHING));
            assertImpossible(applying, new SagaEvent.AttemptFailed(A, Direction.APPLY, OTHER_DISPATCH, 1, FAILURE));
            assertImpossible(applying, new SagaEvent.LeaseLapsed(A, Direction.APPLY, OTHER_DISPATCH, AT, AT, AT));
            assertImpossible(queued, new SagaEvent.Applied(A, OTHER_DISPATCH, StepResult.NOTHING));
        }

        @Test
        void requires_the_deadline_that_has_passed() {
            Deadline deadline = new Deadline(Duration.ofMinutes(1));
            assertImpossible(applying, new SagaEvent.StepDeadlinePassed(A, deadline, AT, AT));
            assertImpossible(applying, new SagaEvent.DeadlinePassed(deadline, AT, AT));
        }

        @Test
        void schedules_a_retry_only_after_the_dispatch_has_ended() {
            assertImpossible(applying, new SagaEvent.RetryScheduled(A, Direction.APPLY, 2, AT, null));
        }

        @Test
        void marks_a_step_as_stuck_only_in_a_compensation_or_an_apply() {
            assertImpossible(compensating, new SagaEvent.Stuck(A, FAILURE, FAILURE));
            assertImpossible(
                    given(submit(TWO_STEPS), start(), failedTransiently("a")),
                    new SagaEvent.Stuck(A, FAILURE, FAILURE));
            assertImpossible(
                    applying(TWO_STEPS, succeeded("a"), succeeded("b"), failedTransiently("a")),
                    new SagaEvent.Stuck(A, FAILURE, FAILURE));
        }

        @Test
        void skips_only_stuck_steps() {
            assertImpossible(compensating, new SagaEvent.Skipped(A, OPERATOR, "reason"));
            assertImpossible(applying, new SagaEvent.Skipped(A, OPERATOR, "reason"));
        }
    }

    @Nested
    class A_round {
        @Test
        void contains_a_rollback_only_after_an_apply_and_at_most_once() {
            assertImpossible(preflight, new SagaEvent.RollbackBegan(A, "cause", OPERATOR, AT));
            assertImpossible(compensating, new SagaEvent.RollbackBegan(A, "cause", OPERATOR, AT));
        }

        @Test
        void is_opened_only_by_actions_that_the_state_allows() {
            assertImpossible(stuck, opened(3, Action.RETRY));
            assertImpossible(stuck, opened(2, Action.CANCEL));
            assertImpossible(stuck, opened(2, Action.ROLLBACK));
            assertImpossible(stuckAtPivot, opened(2, Action.SKIP));
            assertImpossible(applying, opened(2, Action.RETRY));
            assertImpossible(applying, opened(2, Action.CLOSE));
            assertImpossible(queued, opened(2, Action.RETRY));
        }

        @Test
        void has_only_an_outcome_that_its_steps_allow() {
            assertImpossible(applying, new SagaEvent.Completed(AT));
            assertImpossible(compensating, new SagaEvent.Completed(AT));
            assertImpossible(compensating, new SagaEvent.RolledBack(AT));
            assertImpossible(applying, new SagaEvent.RolledBack(AT));
            assertImpossible(compensating, new SagaEvent.OperatorNeeded(AT));
            assertImpossible(applying, new SagaEvent.OperatorNeeded(AT));
            assertImpossible(queued, new SagaEvent.OperatorNeeded(AT));
            assertImpossible(stuck, new SagaEvent.Closed(List.of(), OPERATOR, "reason", AT));
            assertImpossible(applying, new SagaEvent.Closed(List.of(A), OPERATOR, "reason", AT));
            assertImpossible(applying, new SagaEvent.Rejected(AT));
            assertImpossible(applying, new SagaEvent.Cancelled(OPERATOR, "reason", AT));
        }

        private SagaEvent opened(int round, Action action) {
            return new SagaEvent.RoundOpened(round, action, OPERATOR, "reason", AT);
        }
    }

    @Nested
    class A_dry_run {
        private final Scenario dryRunning = Scenario.given(
                ScenarioCommand.submitDryRun(TWO_STEPS),
                ScenarioCommand.start(),
                ScenarioCommand.succeeded("a"),
                ScenarioCommand.succeeded("b"));

        @Test
        void completes_only_after_every_step_has_an_outcome() {
            assertImpossible(dryRunning, new SagaEvent.DryRunCompleted(AT));
        }

        @Test
        void has_no_stuck_step() {
            Scenario backingOff = dryRunning.and(ScenarioCommand.failedTransiently("a"));
            StepFailure failure = StepFailure.Permanent.withoutEffect("42P01", "no such table");
            assertImpossible(backingOff, new SagaEvent.Stuck(new StepId("a"), failure, failure));
        }

        @Test
        void that_was_cancelled_is_not_cancelled_again() {
            Scenario cancelled = dryRunning.and(ScenarioCommand.cancel());
            assertImpossible(cancelled, new SagaEvent.Cancelled(OPERATOR, "reason", AT));
        }
    }
}
