package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.Telling.cancel;
import static dev.lockstep.coordinator.saga.Telling.failedAfter;
import static dev.lockstep.coordinator.saga.Telling.failedTransiently;
import static dev.lockstep.coordinator.saga.Telling.start;
import static dev.lockstep.coordinator.saga.Telling.submit;
import static dev.lockstep.coordinator.saga.Telling.succeeded;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ImpossibleHistoryTest {
    private static final Plan TWO = Plans.of(Plans.finishing("a"), Plans.irreversible("b"));
    private static final StepId A = new StepId("a");
    private static final StepId B = new StepId("b");
    private static final Instant AT = Telling.BEGINNING;
    private static final DispatchNumber NEXT = new DispatchNumber(1_000_000);
    private static final DispatchNumber OTHER = new DispatchNumber(999_999);
    private static final StepFailure FAILURE = new StepFailure.Transient("code", "message");

    private final Scenario unsubmitted = given();
    private final Scenario queued = given(submit(TWO));
    private final Scenario preflight = given(submit(TWO), start());
    private final Scenario applying = applying(TWO);
    private final Scenario paused = applying(TWO, failedTransiently("a"));
    private final Scenario finishing = applying(TWO, succeeded("a"), succeeded("b"));
    private final Scenario compensating = applying(TWO).and(cancel());
    private final Scenario stuck = applying(TWO).and(cancel()).failing(9, "a").and(failedTransiently("a"));
    private final Scenario stuckAtPivot = applying(TWO, succeeded("a"), failedAfter("b", Effect.WHOLE));

    private static void cannotFollow(Scenario scenario, SagaEvent event) {
        assertThatExceptionOfType(ImpossibleHistory.class)
                .isThrownBy(() -> new SagaEvolution().evolve(scenario.state(), event))
                .withMessageContaining(event.toString());
    }

    private static SagaEvent dispatched(StepId step, Direction direction) {
        return new SagaEvent.Dispatched(step, direction, NEXT, 1, AT);
    }

    @Nested
    class The_beginning {
        @Test
        void is_only_once() {
            cannotFollow(queued, new SagaEvent.Submitted(Telling.MIGRATION, TWO, AT));
            cannotFollow(unsubmitted, new SagaEvent.Started(AT));
            cannotFollow(preflight, new SagaEvent.Started(AT));
        }
    }

    @Nested
    class A_dispatch {
        @Test
        void has_a_number_above_all_before() {
            cannotFollow(paused, new SagaEvent.Dispatched(A, Direction.APPLY, new DispatchNumber(1), 2, AT));
        }

        @Test
        void goes_out_only_when_the_one_before_has_ended() {
            cannotFollow(preflight, dispatched(A, Direction.PREFLIGHT));
            cannotFollow(applying, dispatched(A, Direction.APPLY));
            cannotFollow(finishing, dispatched(A, Direction.FINISH));
            cannotFollow(compensating, dispatched(A, Direction.COMPENSATE));
        }

        @Test
        void goes_only_where_the_saga_goes() {
            cannotFollow(queued, dispatched(A, Direction.PREFLIGHT));
            cannotFollow(applying, dispatched(B, Direction.PREFLIGHT));
            cannotFollow(compensating, dispatched(B, Direction.APPLY));
            cannotFollow(preflight, dispatched(A, Direction.APPLY));
            cannotFollow(applying, dispatched(B, Direction.FINISH));
            cannotFollow(applying, dispatched(B, Direction.COMPENSATE));
        }

        @Test
        void is_for_a_step_of_the_plan() {
            cannotFollow(applying, dispatched(new StepId("z"), Direction.APPLY));
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(() -> applying.started().run().step(new StepId("z")));
        }
    }

    @Nested
    class News_of_a_step {
        @Test
        void is_of_the_outstanding_dispatch() {
            var identity = Telling.identityOf(new TargetName("on-a"));
            cannotFollow(preflight, new SagaEvent.PreflightPassed(A, OTHER, identity, StepResult.NOTHING));
            cannotFollow(applying, new SagaEvent.Applied(A, OTHER, StepResult.NOTHING));
            cannotFollow(applying, new SagaEvent.Applied(B, OTHER, StepResult.NOTHING));
            cannotFollow(finishing, new SagaEvent.Finished(A, OTHER, StepResult.NOTHING));
            cannotFollow(compensating, new SagaEvent.Compensated(A, OTHER, CompensationResult.NOTHING));
            cannotFollow(applying, new SagaEvent.AttemptFailed(A, Direction.APPLY, OTHER, 1, FAILURE));
            cannotFollow(applying, new SagaEvent.LeaseLapsed(A, Direction.APPLY, OTHER, AT, AT));
            cannotFollow(queued, new SagaEvent.Applied(A, OTHER, StepResult.NOTHING));
        }

        @Test
        void comes_to_a_pause_only_after_an_answer() {
            cannotFollow(applying, new SagaEvent.RetryScheduled(A, Direction.APPLY, 2, AT, null));
        }

        @Test
        void is_stuck_only_on_the_way_back_or_at_the_irreversible_step() {
            cannotFollow(compensating, new SagaEvent.Stuck(A, FAILURE, FAILURE));
            cannotFollow(given(submit(TWO), start(), failedTransiently("a")), new SagaEvent.Stuck(A, FAILURE, FAILURE));
            cannotFollow(
                    applying(TWO, succeeded("a"), succeeded("b"), failedTransiently("a")),
                    new SagaEvent.Stuck(A, FAILURE, FAILURE));
        }

        @Test
        void is_skipped_only_when_stuck() {
            cannotFollow(compensating, new SagaEvent.Skipped(A, "ada", "reason"));
            cannotFollow(applying, new SagaEvent.Skipped(A, "ada", "reason"));
        }
    }

    @Nested
    class A_round {
        @Test
        void turns_around_only_where_steps_went_forward() {
            cannotFollow(preflight, new SagaEvent.RollbackBegan(A, "cause", "ada", AT));
            cannotFollow(compensating, new SagaEvent.RollbackBegan(A, "cause", "ada", AT));
        }

        @Test
        void is_opened_in_turn_and_by_what_opens_one() {
            cannotFollow(stuck, opened(3, Action.RETRY));
            cannotFollow(stuck, opened(2, Action.CANCEL));
            cannotFollow(stuck, opened(2, Action.ROLLBACK));
            cannotFollow(stuckAtPivot, opened(2, Action.SKIP));
            cannotFollow(applying, opened(2, Action.RETRY));
            cannotFollow(applying, opened(2, Action.CLOSE));
            cannotFollow(queued, opened(2, Action.RETRY));
        }

        @Test
        void ends_as_its_steps_bear_out() {
            cannotFollow(applying, new SagaEvent.Completed(AT));
            cannotFollow(compensating, new SagaEvent.Completed(AT));
            cannotFollow(compensating, new SagaEvent.RolledBack(AT));
            cannotFollow(applying, new SagaEvent.RolledBack(AT));
            cannotFollow(compensating, new SagaEvent.OperatorNeeded(AT));
            cannotFollow(applying, new SagaEvent.OperatorNeeded(AT));
            cannotFollow(queued, new SagaEvent.OperatorNeeded(AT));
            cannotFollow(stuck, new SagaEvent.Closed(List.of(), "ada", "reason", AT));
            cannotFollow(applying, new SagaEvent.Closed(List.of(A), "ada", "reason", AT));
            cannotFollow(applying, new SagaEvent.Rejected(AT));
            cannotFollow(applying, new SagaEvent.Cancelled("ada", "reason", AT));
        }

        private SagaEvent opened(int round, Action action) {
            return new SagaEvent.RoundOpened(round, action, "ada", "reason", AT);
        }
    }
}
