package dev.lockstep.coordinator.saga;

import dev.lockstep.coordinator.saga.Retries.Zeal;

/** What waited until every step was applied is done; it can still be undone, unless the plan has no way back. */
final class FinishingDecider {
    private final Retries retries;

    FinishingDecider(Retries retries) {
        this.retries = retries;
    }

    Decision decide(SagaState.Finishing state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews news ->
                heard(state.run(), NewsDesk.read(state.run(), news), new Unfolding(state, news.occasion()));
            case SagaCommand.Cancel cancel ->
                ApplyingDecider.cancelled(state.run(), new Unfolding(state, cancel.occasion()));
            case SagaCommand.Rollback _c -> new Decision.Refused("it is under way; cancel it instead");
            case SagaCommand.StuckAction _c -> new Decision.Refused("no step is stuck");
        };
    }

    private Decision heard(Run run, News news, Unfolding story) {
        return switch (news) {
            case News.Late _n -> Decision.nothing();
            case News.Undone _n -> Decision.nothing();
            case News.Done done -> finished(done, story);
            case News.Broken broken ->
                switch (retries.failed(story, broken, zeal(run))) {
                    case TRIED_AGAIN -> story.decision();
                    case GIVEN_UP -> WayBack.begin(story, broken.subject().step(), broken.failure());
                };
            case News.Silent silent ->
                switch (retries.silent(story, silent, zeal(run))) {
                    case TRIED_AGAIN -> story.decision();
                    case GIVEN_UP -> WayBack.begin(story, silent.subject().step(), silent.failure());
                };
            case News.PauseOver over ->
                story.dispatched(over.step(), Direction.FINISH, over.work().attempt())
                        .decision();
        };
    }

    private static Decision finished(News.Done done, Unfolding story) {
        News.Subject subject = done.subject();
        return WayForward.go(story.happens(new SagaEvent.Finished(subject.step(), subject.dispatch(), done.result())));
    }

    private static Zeal zeal(Run run) {
        return WayForward.pivotPassed(run).isPresent() ? Zeal.ENDLESS : Zeal.SENSIBLE;
    }
}
