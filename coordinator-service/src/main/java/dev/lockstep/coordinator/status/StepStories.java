package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of each step, folded from the journal: the state forgets what no decision needs, people do not. */
final class StepStories {
    private final Map<StepId, Story> stories = new HashMap<>();
    private @Nullable Instant endedAt;

    /** What is last known of a step. */
    record Story(
            @Nullable DispatchNumber dispatch,
            @Nullable Integer attempt,
            @Nullable StepResult result,
            @Nullable CompensationResult compensation,
            @Nullable StepFailure failure) {
        private static final Story NONE = new Story(null, null, null, null, null);

        private Story dispatched(SagaEvent.Dispatched event) {
            return new Story(event.dispatch(), event.attempt(), result, compensation, failure);
        }

        private Story did(StepResult done) {
            return new Story(dispatch, attempt, done, compensation, failure);
        }

        private Story undone(CompensationResult done) {
            return new Story(dispatch, attempt, result, done, failure);
        }

        private Story failed(StepFailure last) {
            return new Story(dispatch, attempt, result, compensation, last);
        }
    }

    private StepStories() {}

    static StepStories of(List<SagaEvent> events) {
        StepStories told = new StepStories();
        events.forEach(told::tell);
        return told;
    }

    Story of(StepId step) {
        return stories.getOrDefault(step, Story.NONE);
    }

    /** When the open round came to its outcome. */
    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    private void tell(SagaEvent event) {
        switch (event) {
            case SagaEvent.Dispatched e -> stories.put(e.step(), of(e.step()).dispatched(e));
            case SagaEvent.OfStep e -> stories.put(e.step(), next(of(e.step()), e));
            case SagaEvent.Outcome e -> endedAt = at(e);
            case SagaEvent.RoundOpened _e -> endedAt = null;
            case SagaEvent.Submitted _e -> {}
            case SagaEvent.Started _e -> {}
            case SagaEvent.PreflightPassed _e -> {}
            case SagaEvent.RollbackBegan _e -> {}
        }
    }

    private static Story next(Story story, SagaEvent.OfStep event) {
        return switch (event) {
            case SagaEvent.Applied e -> story.did(e.result());
            case SagaEvent.Compensated e -> story.undone(e.result());
            case SagaEvent.AttemptFailed e -> story.failed(e.failure());
            case SagaEvent.Stuck e -> story.failed(e.last());
            case SagaEvent.Finished _e -> story;
            case SagaEvent.LeaseLapsed _e -> story;
            case SagaEvent.RetryScheduled _e -> story;
            case SagaEvent.Skipped _e -> story;
        };
    }

    private static Instant at(SagaEvent.Outcome event) {
        return switch (event) {
            case SagaEvent.Completed e -> e.at();
            case SagaEvent.RolledBack e -> e.at();
            case SagaEvent.OperatorNeeded e -> e.at();
            case SagaEvent.Closed e -> e.at();
            case SagaEvent.Rejected e -> e.at();
            case SagaEvent.Cancelled e -> e.at();
        };
    }
}
