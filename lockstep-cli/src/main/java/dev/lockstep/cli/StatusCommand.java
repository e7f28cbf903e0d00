package dev.lockstep.cli;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.follow.NextCommands;
import dev.lockstep.cli.follow.OutcomeSummary;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists migrations, or shows one. */
@Command(name = "status", description = "List the newest migrations, or show one migration with its steps.")
final class StatusCommand implements Callable<Integer> {

    private static final List<String> HEADER = List.of("ID", "STATE", "SUBMITTED", "ROUND", "NAME");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Id of a migration.")
    private String id = "";

    @Override
    public Integer call() {
        if (id.isEmpty()) {
            list(options.coordinator().migrations());
        } else {
            MigrationView migration = options.coordinator().migration(id);
            OutcomeSummary.lines(migration).forEach(System.out::println);
            NextCommands.lines(migration).forEach(System.out::println);
        }
        return ExitCodes.SUCCESS;
    }

    private static void list(List<MigrationView> migrations) {
        if (migrations.isEmpty()) {
            System.out.println("No migrations.");
            return;
        }
        List<List<String>> rows = migrations.stream().map(StatusCommand::row).toList();
        TextTable.lines(HEADER, rows).forEach(System.out::println);
    }

    private static List<String> row(MigrationView migration) {
        return List.of(
                migration.id(),
                migration.state(),
                String.valueOf(migration.submittedAt()),
                Integer.toString(migration.round()),
                migration.name());
    }
}
