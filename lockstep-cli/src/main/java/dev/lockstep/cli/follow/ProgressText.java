package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationProgress;
import dev.lockstep.cli.api.StepProgress;
import dev.lockstep.cli.api.StepView;
import dev.lockstep.cli.api.TimeLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats the progress of a step with its rate and the remaining time. */
final class ProgressText {

    private static final int SECONDS_SHOWN_ALONE = 120;

    private ProgressText() {}

    /**
     * Returns for example "41,000 of 100,000 (41%), 3,650/s, 17 s left", or "held back: replica lag 14.2 s, limit 10 s".
     * Empty if there is no progress yet.
     */
    static String of(StepView step) {
        List<String> parts = new ArrayList<>();
        StepProgress progress = step.progress();
        if (progress != null && progress.done() > 0) {
            parts.add(number(progress.done()) + total(progress));
            if (progress.ratePerSecond() != null) {
                parts.add(number(Math.round(progress.ratePerSecond())) + "/s");
            }
            if (progress.etaSeconds() != null) {
                parts.add(duration(Duration.ofSeconds(progress.etaSeconds())) + " left");
            }
        }
        if (progress != null && progress.throttledBy() != null) {
            parts.add("held back: " + progress.throttledBy());
        }
        if (step.attempt() != null && step.attempt() > 1) {
            parts.add(attempt(step.attempt(), step.maxAttempts()));
        }
        return String.join(", ", parts);
    }

    private static String attempt(int attempt, @Nullable Integer max) {
        return max == null ? "attempt " + attempt : "attempt %d of %d".formatted(attempt, max);
    }

    /** Returns for example "1 of 3 steps, 50 s left". Empty for one step, whose own progress says the same. */
    static String of(@Nullable MigrationProgress progress) {
        if (progress == null || progress.steps() < 2) {
            return "";
        }
        String steps = "%d of %d steps".formatted(progress.stepsDone(), progress.steps());
        return progress.etaSeconds() == null
                ? steps
                : "%s, %s left".formatted(steps, duration(Duration.ofSeconds(progress.etaSeconds())));
    }

    /** Returns for example "must be applied by 2026-12-01T22:00:00Z", or how much time a pause leaves. */
    static String of(TimeLimit deadline, String done) {
        return deadline.secondsLeft() == null
                ? "must be %s by %s".formatted(done, deadline.at())
                : "must be %s within %s after the pause"
                        .formatted(done, duration(Duration.ofSeconds(deadline.secondsLeft())));
    }

    private static String total(StepProgress progress) {
        Long total = progress.total();
        if (total == null || total == 0) {
            return "";
        }
        // An application may add units while the step runs.
        long percent = Math.min(100, 100 * progress.done() / total);
        return " of %s (%d%%)".formatted(number(total), percent);
    }

    /** Returns for example "25 s", "12 min 5 s" or "3 h 20 min". */
    static String duration(Duration duration) {
        if (duration.toSeconds() < SECONDS_SHOWN_ALONE) {
            return duration.toSeconds() + " s";
        }
        return duration.toHours() == 0
                ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
                : "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
