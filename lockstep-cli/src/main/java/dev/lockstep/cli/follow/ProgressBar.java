package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.StepProgress;
import dev.lockstep.cli.api.StepView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws the progress of a step as a bar, which grows while the step is applied and shrinks while it is compensated. */
final class ProgressBar {

    private static final Set<String> APPLIED = Set.of("APPLIED", "FINISHING", "FINISHED");
    private static final Set<String> COMPENSATING = Set.of("COMPENSATING", "STUCK");

    private ProgressBar() {}

    static String of(StepView step, int width) {
        int filled = (int) Math.round(fraction(step) * width);
        return "█".repeat(filled) + "░".repeat(width - filled);
    }

    private static double fraction(StepView step) {
        if (APPLIED.contains(step.state())) {
            return 1;
        }
        double fraction = fraction(step.progress());
        return COMPENSATING.contains(step.state()) ? 1 - fraction : fraction;
    }

    private static double fraction(@Nullable StepProgress progress) {
        if (progress == null || progress.total() == null || progress.total() == 0) {
            return 0;
        }
        return Math.min(1, (double) progress.done() / progress.total());
    }
}
