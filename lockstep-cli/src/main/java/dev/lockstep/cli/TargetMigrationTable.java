package dev.lockstep.cli;

import dev.lockstep.cli.api.StepView;
import dev.lockstep.cli.api.TargetMigrationView;
import java.util.List;
import java.util.stream.Collectors;

/** Formats the migrations of a target as a table. */
final class TargetMigrationTable {

    private static final List<String> HEADER = List.of("ID", "STATE", "ENDED", "NAME", "STEPS");

    private TargetMigrationTable() {}

    static List<String> lines(List<TargetMigrationView> migrations) {
        return TextTable.lines(
                HEADER, migrations.stream().map(TargetMigrationTable::row).toList());
    }

    private static List<String> row(TargetMigrationView migration) {
        return List.of(
                migration.migration(),
                migration.outcome(),
                migration.at() == null ? "-" : migration.at().toString(),
                migration.name(),
                migration.steps().stream().map(StepView::id).collect(Collectors.joining(",")));
    }
}
