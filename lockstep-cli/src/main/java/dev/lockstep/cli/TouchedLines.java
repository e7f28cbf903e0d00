package dev.lockstep.cli;

import dev.lockstep.cli.api.StepView;
import dev.lockstep.cli.api.TouchedView;
import java.util.List;
import java.util.stream.Collectors;

/** Migrations of one target, a line each, with the steps that touched it. */
final class TouchedLines {

    private TouchedLines() {}

    static List<String> of(List<TouchedView> migrations) {
        return migrations.stream().map(TouchedLines::line).toList();
    }

    private static String line(TouchedView migration) {
        String steps = migration.steps().stream().map(StepView::id).collect(Collectors.joining(", "));
        Object at = migration.at() == null ? "under way" : migration.at();
        return "%s  %-18s %s  %s: %s"
                .formatted(migration.migration(), migration.outcome(), at, migration.name(), steps);
    }
}
