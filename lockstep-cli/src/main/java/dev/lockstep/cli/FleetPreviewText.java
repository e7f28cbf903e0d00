package dev.lockstep.cli;

import dev.lockstep.cli.api.FleetPreviewView;
import java.util.ArrayList;
import java.util.List;

/** Formats what a request about a fleet would do. */
final class FleetPreviewText {

    private FleetPreviewText() {}

    static List<String> lines(FleetPreviewView preview) {
        List<String> lines = new ArrayList<>();
        String fleet = preview.fleet() == null ? "A new fleet" : "Fleet " + preview.fleet();
        lines.add("%s would be %s after %s. Nothing was changed.".formatted(fleet, preview.state(), preview.action()));
        preview.submits().forEach(wave -> add(lines, "  wave %d submits".formatted(wave.number()), wave.targets()));
        add(lines, "  taken over from an earlier fleet", preview.adopts());
        add(lines, "  cancelled before they start", preview.cancels());
        add(lines, "  continue to their outcome", preview.continues());
        add(lines, "  rolled back when completed", preview.rollsBack());
        preview.refuses()
                .forEach(refusal ->
                        lines.add("  not rolled back: %s: %s".formatted(refusal.target(), refusal.reason())));
        return lines;
    }

    private static void add(List<String> lines, String what, List<String> targets) {
        if (!targets.isEmpty()) {
            lines.add("%s (%d): %s".formatted(what, targets.size(), String.join(", ", targets)));
        }
    }
}
