package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.coordinator.saga.Retries.Zeal;

/**
 * One step after the other is applied; one that fails turns the saga around. The irreversible step alone is asked until
 * it is known whether it is applied.
 */
final class ApplyingDecider {
    private final Retries retries;

    ApplyingDecider(Retries retries) {
        this.retries = retries;
    }

    Decision decide(SagaState.Applying state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews news ->
                heard(state.run(), NewsDesk.read(state.run(), news), new Unfolding(state, news.occasion()));
            case SagaCommand.Cancel cancel -> cancelled(state.run(), new Unfolding(state, cancel.occasion()));
            case SagaCommand.Rollback _c -> new Decision.Refused("it is under way; cancel it instead");
            case SagaCommand.StuckAction _c -> new Decision.Refused("no step is stuck");
        };
    }

    /** Puts everything back, unless the point of no return may be passed. */
    static Decision cancelled(Run run, Unfolding story) {
        return WayForward.pivotPassed(run)
                .<Decision>map(pivot -> new Decision.Refused(
                        "step %s is irreversible and may be applied: only forward is left".formatted(pivot)))
                .orElseGet(() -> WayBack.begin(story));
    }

    private Decision heard(Run run, News news, Unfolding story) {
        return switch (news) {
            case News.Late _n -> Decision.nothing();
            case News.Undone _n -> Decision.nothing();
            case News.Done done -> applied(done, story);
            case News.Broken broken ->
                run.step(broken.subject().step()).irreversible() ? pivotFailed(broken, story) : failed(broken, story);
            case News.Silent silent -> silent(run, silent, story);
            case News.PauseOver over ->
                story.dispatched(over.step(), Direction.APPLY, over.work().attempt())
                        .decision();
        };
    }

    private static Decision applied(News.Done done, Unfolding story) {
        News.Subject subject = done.subject();
        return WayForward.go(story.happens(new SagaEvent.Applied(subject.step(), subject.dispatch(), done.result())));
    }

    private Decision failed(News.Broken broken, Unfolding story) {
        return switch (retries.failed(story, broken, Zeal.SENSIBLE)) {
            case TRIED_AGAIN -> story.decision();
            case GIVEN_UP -> WayBack.begin(story, broken.subject().step(), broken.failure());
        };
    }

    private Decision silent(Run run, News.Silent silent, Unfolding story) {
        StepId step = silent.subject().step();
        Zeal zeal = run.step(step).irreversible() ? Zeal.ENDLESS : Zeal.SENSIBLE;
        return switch (retries.silent(story, silent, zeal)) {
            case TRIED_AGAIN -> story.decision();
            case GIVEN_UP -> WayBack.begin(story, step, silent.failure());
        };
    }

    private Decision pivotFailed(News.Broken broken, Unfolding story) {
        return switch (broken) {
            case News.TurnedAway away -> stuckAtPivot(away, story);
            case News.Failed failed ->
                switch (failed.failure()) {
                    case StepFailure.Permanent permanent
                    when permanent.effect() == Effect.WHOLE -> stuckAtPivot(failed, story);
                    // Never applied, by the store's own journal: its compensation leaves the tombstone.
                    case StepFailure.Permanent permanent ->
                        WayBack.begin(
                                story.happens(failed.subject().failed(permanent)),
                                failed.subject().step(),
                                permanent);
                    case StepFailure.Transient _f -> triedForEver(failed, story);
                    case StepFailure.Unreachable _f -> triedForEver(failed, story);
                };
        };
    }

    private Decision triedForEver(News.Failed failed, Unfolding story) {
        var _ = retries.failed(story, failed, Zeal.ENDLESS);
        return story.decision();
    }

    private static Decision stuckAtPivot(News.Broken broken, Unfolding story) {
        return story.happens(broken.subject().failed(broken.failure()))
                .happens(broken.stuck())
                .happens(new SagaEvent.OperatorNeeded(story.occasion().at()))
                .decision();
    }
}
