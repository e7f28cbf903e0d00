package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells news from what is late: only the outstanding dispatch, and the pause that stands, are listened to. */
final class NewsDesk {
    private NewsDesk() {}

    static News read(Run run, SagaCommand.StepNews command) {
        return switch (command) {
            case SagaCommand.Hear hear -> heard(run, hear.report());
            case SagaCommand.LapseLease lapse ->
                about(
                        run,
                        lapse.step(),
                        lapse.dispatch(),
                        subject -> new News.Silent(subject, silentSince(subject, lapse)));
            case SagaCommand.Wake wake -> awake(run, wake);
            case SagaCommand.RefuseDispatch refused ->
                about(
                        run,
                        refused.step(),
                        refused.dispatch(),
                        subject -> turnedAway(subject, "unsendable", refused.reason()));
        };
    }

    private static News heard(Run run, Report report) {
        return switch (report) {
            case Report.Accepted _r -> new News.Late();
            case Report.Heartbeat _r -> new News.Late();
            case Report.Succeeded succeeded ->
                about(
                        run,
                        report,
                        subject -> new News.Done(
                                subject, succeeded.result(), succeeded.header().identity()));
            case Report.Compensated compensated ->
                about(run, report, subject -> new News.Undone(subject, compensated.result()));
            case Report.Failed failed -> about(run, report, subject -> new News.Failed(subject, failed.failure()));
            case Report.Stale stale ->
                about(
                        run,
                        report,
                        subject -> turnedAway(
                                subject,
                                "fence-ahead",
                                "the target has accepted dispatch %s, which is above %s"
                                        .formatted(stale.fence(), subject.dispatch())));
            case Report.Rejected rejected ->
                about(run, report, subject -> turnedAway(subject, "rejected", rejected.reason()));
        };
    }

    private static News awake(Run run, SagaCommand.Wake wake) {
        return work(run, wake.step())
                .filter(work -> isDue(work, wake.occasion().at()))
                .<News>map(work -> new News.PauseOver(wake.step(), work))
                .orElseGet(News.Late::new);
    }

    private static boolean isDue(Work work, Instant now) {
        return work.await() instanceof Work.Await.Pause pause && !now.isBefore(pause.due());
    }

    private static News about(Run run, Report report, Function<News.Subject, News> news) {
        return about(run, report.header().step(), report.header().dispatch(), news);
    }

    private static News about(Run run, StepId step, DispatchNumber dispatch, Function<News.Subject, News> news) {
        return work(run, step)
                .filter(work -> work.awaits(dispatch))
                .map(work -> news.apply(new News.Subject(step, dispatch, work)))
                .orElseGet(News.Late::new);
    }

    private static Optional<Work> work(Run run, StepId step) {
        return run.steps().get(step) instanceof StepState.Busy busy ? Optional.of(busy.work()) : Optional.empty();
    }

    private static News turnedAway(News.Subject subject, String code, String reason) {
        return new News.TurnedAway(subject, StepFailure.Permanent.withoutEffect(code, reason));
    }

    // Whoever answered to this very dispatch was there, so an earlier silence is over and this one is new.
    private static Instant silentSince(News.Subject subject, SagaCommand.LapseLease lapse) {
        Instant lastHeard = lapse.lastHeard();
        if (lastHeard != null) {
            return lastHeard;
        }
        @Nullable Instant known = subject.work().silentSince();
        return known == null ? lapse.occasion().at() : known;
    }
}
