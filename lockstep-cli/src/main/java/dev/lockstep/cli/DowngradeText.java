package dev.lockstep.cli;

import dev.lockstep.cli.api.DowngradeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Formats downgrades. */
final class DowngradeText {
    private static final List<String> HEADER = List.of("ORDER", "MIGRATION", "STATE", "NAME", "STEPS", "NOTES");

    private DowngradeText() {}

    /** One line with the state of the downgrade. */
    static String headline(DowngradeView downgrade) {
        return "Downgrade %d of target %s to %s is %s"
                .formatted(downgrade.id(), downgrade.target(), downgrade.to(), downgrade.state());
    }

    /** The migrations, and what is rolled back if not everything is; the state comes last. */
    static List<String> lines(DowngradeView downgrade) {
        List<String> lines = new ArrayList<>(migrations(downgrade));
        lines.add(headline(downgrade));
        if (downgrade.waitingFor() != null) {
            lines.add("  waiting: " + downgrade.waitingFor());
        }
        if (downgrade.finding() != null) {
            lines.add("  " + downgrade.finding());
        }
        if (downgrade.partlyRolledBack() != null) {
            lines.add("  " + downgrade.partlyRolledBack());
        }
        if ("STOPPED".equals(downgrade.state())) {
            lines.add("  ./lockstep downgrades resume %d --reason TEXT    # or cancel".formatted(downgrade.id()));
        }
        return lines;
    }

    /** What a downgrade would do, and what prevents it. */
    static List<String> plan(DowngradeView plan) {
        List<String> lines = new ArrayList<>(migrations(plan));
        lines.add(
                "Target %s would be downgraded to %s: %d migrations on targets %s would be rolled back, in this order."
                        .formatted(plan.target(), plan.to(), plan.items().size(), String.join(", ", plan.targets())));
        if (plan.waitingFor() != null) {
            lines.add("Not now: " + plan.waitingFor());
        }
        Objects.requireNonNullElse(plan.refusals(), List.<DowngradeView.Refusal>of())
                .forEach(refusal -> {
                    lines.add("Not possible: " + refusal.message());
                    lines.add("  hint: " + refusal.hint());
                });
        lines.add("Nothing was changed.");
        return lines;
    }

    private static List<String> migrations(DowngradeView downgrade) {
        List<List<String>> rows = new ArrayList<>();
        for (DowngradeView.Item item : downgrade.items()) {
            rows.add(List.of(
                    String.valueOf(rows.size() + 1),
                    item.migration(),
                    item.state(),
                    item.name(),
                    item.steps().stream()
                            .map(step -> "%s@%s".formatted(step.id(), step.target()))
                            .collect(Collectors.joining(",")),
                    notes(item)));
        }
        return rows.isEmpty() ? List.of() : TextTable.lines(HEADER, rows);
    }

    private static String notes(DowngradeView.Item item) {
        List<String> notes = new ArrayList<>();
        if (item.other()) {
            notes.add("no step on the target");
        }
        if (item.approval()) {
            notes.add("needs an approval");
        }
        if (item.undoLimit() != null) {
            notes.add(item.undoLimit());
        }
        if (item.conflicts() != null && item.conflicts() > 0) {
            notes.add("%,d conflicts".formatted(item.conflicts()));
        }
        return notes.isEmpty() ? "-" : String.join("; ", notes);
    }
}
