package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.ActionPreviewView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Formats what an operator action would do. */
public final class PreviewText {

    private PreviewText() {}

    public static List<String> lines(ActionPreviewView preview) {
        List<String> lines = new ArrayList<>();
        lines.add("After %s the migration would be %s.".formatted(preview.action(), preview.state()));
        if (preview.needsApproval()) {
            lines.add("  somebody else must approve it before anything happens");
        }
        if (preview.queue() != null) {
            lines.add("  " + preview.queue());
        }
        addSteps(lines, "would be compensated, in this order", preview.compensates());
        addSteps(lines, "would stay applied", preview.leftApplied());
        if (!preview.dispatches().isEmpty()) {
            lines.add("  workers would get at once: "
                    + preview.dispatches().stream()
                            .map(sent -> "%s %s on %s".formatted(sent.direction(), sent.step(), sent.target()))
                            .collect(Collectors.joining(", ")));
        }
        lines.add("Nothing was changed.");
        return lines;
    }

    private static void addSteps(List<String> lines, String what, List<String> steps) {
        if (!steps.isEmpty()) {
            lines.add("  %s: %s".formatted(what, String.join(", ", steps)));
        }
    }
}
