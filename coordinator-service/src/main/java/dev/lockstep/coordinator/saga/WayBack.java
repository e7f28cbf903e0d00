package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Compensate along the reversed graph, one step at a time; a stuck one holds back what it depends on, nothing else. */
final class WayBack {
    private WayBack() {}

    /** Because of a step. */
    static Decision begin(Unfolding story, StepId step, StepFailure failure) {
        return begin(story, step, "step %s: %s: %s".formatted(step, failure.code(), failure.message()));
    }

    /** Because a person wants it. */
    static Decision begin(Unfolding story) {
        return begin(story, null, story.occasion().reason());
    }

    static Decision go(Unfolding story) {
        Run run = story.run();
        Optional<StepId> next = run.graph()
                .backward(id -> run.steps().get(id) instanceof StepState.ToCompensate, id -> isOutOfTheWay(run, id));
        if (next.isPresent()) {
            return story.dispatched(next.get(), Direction.COMPENSATE, 1).decision();
        }
        return story.happens(outcome(run, story.occasion().at())).decision();
    }

    private static Decision begin(Unfolding story, @Nullable StepId step, String cause) {
        Occasion occasion = story.occasion();
        return go(story.happens(new SagaEvent.RollbackBegan(step, cause, occasion.actor(), occasion.at())));
    }

    private static SagaEvent outcome(Run run, Instant at) {
        if (!run.each(StepState.Stuck.class).isEmpty()) {
            return new SagaEvent.OperatorNeeded(at);
        }
        SequencedMap<StepId, StepState.Skipped> skipped = run.each(StepState.Skipped.class);
        if (skipped.isEmpty()) {
            return new SagaEvent.RolledBack(at);
        }
        StepState.Skipped last = skipped.lastEntry().getValue();
        return new SagaEvent.Closed(List.copyOf(skipped.keySet()), last.actor(), last.reason(), at);
    }

    private static boolean isOutOfTheWay(Run run, StepId dependant) {
        return !run.leftApplied().contains(dependant) || run.steps().get(dependant) instanceof StepState.Skipped;
    }
}
