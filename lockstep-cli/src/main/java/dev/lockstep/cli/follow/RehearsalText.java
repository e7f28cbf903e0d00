package dev.lockstep.cli.follow;

import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.RehearsalResult.RehearsedStep;
import java.util.ArrayList;
import java.util.List;

/** Formats the rehearsal of one target. */
final class RehearsalText {
    private RehearsalText() {}

    static List<String> lines(RehearsalResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("rehearsed on scratch copy %s with %,d units%s, in %s"
                .formatted(
                        result.copy(),
                        result.units(),
                        result.complete() ? "" : " (a sample)",
                        DryRunText.duration(result.milliseconds())));
        result.steps().forEach(step -> lines.add(line(step)));
        lines.add("digest before and after the undo: " + result.digest());
        result.notes().forEach(note -> lines.add("note: " + note));
        return lines;
    }

    private static String line(RehearsedStep step) {
        String applied = "%s: %,d changed in %s"
                .formatted(step.step(), step.changed(), DryRunText.duration(step.applyMilliseconds()));
        Long restored = step.restored();
        Long milliseconds = step.compensateMilliseconds();
        return restored == null || milliseconds == null
                ? applied + ", not undone"
                : applied + ", %,d restored in %s".formatted(restored, DryRunText.duration(milliseconds));
    }
}
