package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.StepFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether and when a step is tried again: failures cost attempts, silence costs time, and neither costs the other. */
final class Retries {
    private final SagaPolicy policy;

    Retries(SagaPolicy policy) {
        this.policy = policy;
    }

    /** How hard a direction is tried. */
    enum Zeal {
        /** What trying again cannot mend is given up at once. */
        SENSIBLE,
        /** A failure that looks permanent may mend while attempts last: a person or a lock may let go. */
        STUBBORN,
        /** There is no way back, so it is never given up. */
        ENDLESS
    }

    /** What came of it: the step goes on by itself, or whoever asked must give it up. */
    enum Verdict {
        TRIED_AGAIN,
        GIVEN_UP
    }

    /** Writes down the failure, and the next try if there is one. */
    Verdict failed(Unfolding story, News.Broken news, Zeal zeal) {
        News.Subject subject = news.subject();
        story.happens(subject.failed(news.failure()));
        return switch (news.failure()) {
            case StepFailure.Unreachable _f -> unreachable(story, subject, zeal);
            case StepFailure.Transient _f -> attemptUsed(story, subject, zeal);
            case StepFailure.Permanent _f ->
                zeal == Zeal.SENSIBLE ? Verdict.GIVEN_UP : attemptUsed(story, subject, zeal);
        };
    }

    /** Writes down the silence, and the next dispatch if there is one. */
    Verdict silent(Unfolding story, News.Silent news, Zeal zeal) {
        News.Subject subject = news.subject();
        Work work = subject.work();
        Instant now = story.occasion().at();
        story.happens(news.lapsed(now));
        if (isOver(news.since(), now, zeal)) {
            return Verdict.GIVEN_UP;
        }
        story.dispatched(subject.step(), work.direction(), work.attempt());
        return Verdict.TRIED_AGAIN;
    }

    private Verdict attemptUsed(Unfolding story, News.Subject subject, Zeal zeal) {
        int attempt = subject.work().attempt();
        if (attempt >= policy.attempts() && zeal != Zeal.ENDLESS) {
            return Verdict.GIVEN_UP;
        }
        Duration pause = policy.pauseAfter(attempt, subject.dispatch());
        return paused(story, subject, attempt + 1, pause, null);
    }

    private Verdict unreachable(Unfolding story, News.Subject subject, Zeal zeal) {
        Instant now = story.occasion().at();
        Instant known = subject.work().silentSince();
        Instant since = known == null ? now : known;
        if (isOver(since, now, zeal)) {
            return Verdict.GIVEN_UP;
        }
        Duration pause = policy.pauseDuring(Duration.between(since, now), subject.dispatch());
        return paused(story, subject, subject.work().attempt(), pause, since);
    }

    private boolean isOver(Instant since, Instant now, Zeal zeal) {
        return zeal != Zeal.ENDLESS && Duration.between(since, now).compareTo(policy.outageLimit()) >= 0;
    }

    private static Verdict paused(
            Unfolding story, News.Subject subject, int attempt, Duration pause, @Nullable Instant silentSince) {
        Instant due = story.occasion().at().plus(pause);
        story.happens(
                new SagaEvent.RetryScheduled(subject.step(), subject.work().direction(), attempt, due, silentSince));
        return Verdict.TRIED_AGAIN;
    }
}
