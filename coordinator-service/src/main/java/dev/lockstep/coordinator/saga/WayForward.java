package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import java.util.Optional;
import java.util.function.Predicate;

/** Apply along the graph, then finish along the graph, one step at a time; then it is completed. */
final class WayForward {
    private WayForward() {}

    static Decision go(Unfolding story) {
        Run run = story.run();
        Optional<StepId> toApply = next(run, id -> run.steps().get(id) instanceof StepState.Ready);
        if (toApply.isPresent()) {
            return story.dispatched(toApply.get(), Direction.APPLY, 1).decision();
        }
        Optional<StepId> toFinish = next(run, id -> awaitsFinish(run, id));
        if (toFinish.isPresent()) {
            return story.dispatched(toFinish.get(), Direction.FINISH, 1).decision();
        }
        return story.happens(new SagaEvent.Completed(story.occasion().at())).decision();
    }

    /** The irreversible step once it may have been applied: from there only forward is left. */
    static Optional<StepId> pivotPassed(Run run) {
        return run.posted().plan().spec().steps().stream()
                .filter(Step::irreversible)
                .map(Step::id)
                .filter(run.leftApplied()::contains)
                .findFirst();
    }

    private static Optional<StepId> next(Run run, Predicate<StepId> wanted) {
        return run.graph().order().stream().filter(wanted).findFirst();
    }

    private static boolean awaitsFinish(Run run, StepId id) {
        return run.steps().get(id) instanceof StepState.Applied
                && run.step(id).operation().needsFinish();
    }
}
