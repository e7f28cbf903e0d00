package dev.lockstep.coordinator.saga;

import dev.lockstep.coordinator.saga.Retries.Zeal;

/** Steps are undone, the last first; one that cannot be is stuck, and the others go on as far as the order lets them. */
final class CompensatingDecider {
    private final Retries retries;

    CompensatingDecider(Retries retries) {
        this.retries = retries;
    }

    Decision decide(SagaState.Compensating state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews news ->
                heard(NewsDesk.read(state.run(), news), new Unfolding(state, news.occasion()));
            // It is what is going on already.
            case SagaCommand.Cancel _c -> Decision.nothing();
            case SagaCommand.Rollback _c -> Decision.nothing();
            case SagaCommand.StuckAction _c ->
                new Decision.Refused("compensations are under way; wait until they end or are stuck");
        };
    }

    private Decision heard(News news, Unfolding story) {
        return switch (news) {
            case News.Late _n -> Decision.nothing();
            case News.Done _n -> Decision.nothing();
            case News.Undone undone -> compensated(undone, story);
            case News.Broken broken ->
                switch (retries.failed(story, broken, Zeal.STUBBORN)) {
                    case TRIED_AGAIN -> story.decision();
                    case GIVEN_UP -> WayBack.go(story.happens(broken.stuck()));
                };
            case News.Silent silent ->
                switch (retries.silent(story, silent, Zeal.STUBBORN)) {
                    case TRIED_AGAIN -> story.decision();
                    case GIVEN_UP -> WayBack.go(story.happens(silent.stuck()));
                };
            case News.PauseOver over ->
                story.dispatched(over.step(), Direction.COMPENSATE, over.work().attempt())
                        .decision();
        };
    }

    private static Decision compensated(News.Undone undone, Unfolding story) {
        News.Subject subject = undone.subject();
        return WayBack.go(
                story.happens(new SagaEvent.Compensated(subject.step(), subject.dispatch(), undone.result())));
    }
}
