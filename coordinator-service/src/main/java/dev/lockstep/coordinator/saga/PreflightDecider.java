package dev.lockstep.coordinator.saga;

import dev.lockstep.coordinator.saga.Retries.Verdict;
import dev.lockstep.coordinator.saga.Retries.Zeal;

/**
 * Every target is asked. The first apply goes out when all have passed; when one fails for good, those that were asked
 * are heard out, so that a rejection names all that is wrong, and nobody is asked again.
 */
final class PreflightDecider {
    private final Retries retries;

    PreflightDecider(Retries retries) {
        this.retries = retries;
    }

    Decision decide(SagaState.Preflight state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews news ->
                heard(state.run(), NewsDesk.read(state.run(), news), new Unfolding(state, news.occasion()));
            case SagaCommand.Cancel cancel -> QueuedDecider.cancelled(new Unfolding(state, cancel.occasion()));
            case SagaCommand.Rollback _c -> new Decision.Refused("nothing was changed; cancel it instead");
            case SagaCommand.StuckAction _c -> new Decision.Refused("no step is stuck");
        };
    }

    private Decision heard(Run run, News news, Unfolding story) {
        return switch (news) {
            case News.Late _n -> Decision.nothing();
            case News.Undone _n -> Decision.nothing();
            case News.Done done -> answered(run, done, story);
            case News.Broken broken -> failed(run, broken, story);
            case News.Silent silent -> silent(run, silent, story);
            case News.PauseOver over -> wake(run, over, story);
        };
    }

    private Decision answered(Run run, News.Done done, Unfolding story) {
        return switch (Binding.of(run, done)) {
            case Binding.Sound sound -> passed(story.happens(sound.event()));
            case Binding.Unsound unsound -> failed(run, unsound.asFailureOf(done), story);
        };
    }

    private Decision failed(Run run, News.Broken broken, Unfolding story) {
        if (isLost(run)) {
            return rejectedOnceHeardOut(story.happens(broken.subject().failed(broken.failure())));
        }
        return judged(retries.failed(story, broken, Zeal.SENSIBLE), story);
    }

    private Decision silent(Run run, News.Silent silent, Unfolding story) {
        if (isLost(run)) {
            return rejectedOnceHeardOut(
                    story.happens(silent.lapsed(story.occasion().at())));
        }
        return judged(retries.silent(story, silent, Zeal.SENSIBLE), story);
    }

    private static Decision wake(Run run, News.PauseOver over, Unfolding story) {
        return isLost(run)
                ? Decision.nothing()
                : story.dispatched(over.step(), Direction.PREFLIGHT, over.work().attempt())
                        .decision();
    }

    private static Decision passed(Unfolding story) {
        Run run = story.run();
        if (isLost(run)) {
            return rejectedOnceHeardOut(story);
        }
        boolean all = run.each(StepState.Ready.class).size() == run.steps().size();
        return all ? WayForward.go(story) : story.decision();
    }

    private static Decision judged(Verdict verdict, Unfolding story) {
        return switch (verdict) {
            case TRIED_AGAIN -> story.decision();
            case GIVEN_UP -> rejectedOnceHeardOut(story);
        };
    }

    private static Decision rejectedOnceHeardOut(Unfolding story) {
        return story.run().outstanding().isEmpty()
                ? story.happens(new SagaEvent.Rejected(story.occasion().at())).decision()
                : story.decision();
    }

    private static boolean isLost(Run run) {
        return run.each(StepState.Preflighting.class).values().stream()
                .anyMatch(step -> step.work().ended());
    }
}
