package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.StepView;
import dev.lockstep.contract.protocol.Progress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a step is, as blocks: full when applied, emptied again when undone. */
final class Bar {

    private static final Set<String> DONE = Set.of("APPLIED", "FINISHING", "FINISHED");
    private static final Set<String> UNDOING = Set.of("COMPENSATING", "STUCK");

    private Bar() {}

    static String of(StepView step, int width) {
        int filled = (int) Math.round(share(step) * width);
        return "█".repeat(filled) + "░".repeat(width - filled);
    }

    private static double share(StepView step) {
        if (DONE.contains(step.state())) {
            return 1;
        }
        double share = shareOf(step.progress());
        return UNDOING.contains(step.state()) ? 1 - share : share;
    }

    private static double shareOf(@Nullable Progress progress) {
        if (progress == null || progress.total() == null || progress.total() == 0) {
            return 0;
        }
        return Math.min(1, (double) progress.done() / progress.total());
    }
}
