package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a command tells of a step, once it is clear that it is about what the saga waits for. */
sealed interface News {
    /** About nothing that is awaited, or nothing new: it changes nothing. */
    record Late() implements News {}

    record Done(Subject subject, StepResult result, @Nullable TargetIdentity identity) implements News {}

    record Undone(Subject subject, CompensationResult result) implements News {}

    sealed interface Broken extends News {
        Subject subject();

        StepFailure failure();

        default SagaEvent.Stuck stuck() {
            return subject().stuck(failure());
        }
    }

    /** The worker tried, and says what it left behind. */
    record Failed(Subject subject, StepFailure failure) implements Broken {}

    /** Nobody took the dispatch; it says nothing of what earlier ones did. */
    record TurnedAway(Subject subject, StepFailure failure) implements Broken {}

    record Silent(Subject subject, Instant since) implements News {
        SagaEvent.LeaseLapsed lapsed(Instant at) {
            return new SagaEvent.LeaseLapsed(subject.step(), subject.work().direction(), subject.dispatch(), since, at);
        }

        StepFailure failure() {
            return Work.silence(subject.dispatch(), since);
        }

        SagaEvent.Stuck stuck() {
            return subject.stuck(failure());
        }
    }

    record PauseOver(StepId step, Work work) implements News {}

    /** The step, the outstanding dispatch and the work that it is for. */
    record Subject(StepId step, DispatchNumber dispatch, Work work) {
        SagaEvent.AttemptFailed failed(StepFailure failure) {
            return new SagaEvent.AttemptFailed(step, work.direction(), dispatch, work.attempt(), failure);
        }

        /** Given up with this as the last failure. */
        SagaEvent.Stuck stuck(StepFailure last) {
            return new SagaEvent.Stuck(
                    step, work.failures().isEmpty() ? last : work.failures().getFirst(), last);
        }
    }
}
