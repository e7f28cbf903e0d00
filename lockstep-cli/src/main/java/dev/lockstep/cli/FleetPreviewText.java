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
        addReasons(lines, "  not rolled back", preview.refuses());
        addReasons(lines, "  rolled back later", preview.waits());
        add(lines, "  too many, so it is not known whether they can be rolled back", preview.untried());
        return lines;
    }

    private static void addReasons(List<String> lines, String what, List<FleetPreviewView.MemberReason> members) {
        members.forEach(member -> lines.add("%s: %s: %s".formatted(what, member.target(), member.reason())));
    }

    private static void add(List<String> lines, String what, List<String> targets) {
        if (!targets.isEmpty()) {
            lines.add("%s (%d): %s".formatted(what, targets.size(), String.join(", ", targets)));
        }
    }
}
