package dev.lockstep.cli;

import dev.lockstep.cli.api.TargetMigrationView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists all migrations of a target. */
@Command(name = "history", description = "List all migrations with a step on a target, newest first.")
final class HistoryCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-postgres.")
    private String target = "";

    @Override
    public Integer call() {
        List<TargetMigrationView> history = options.coordinator().history(target);
        if (history.isEmpty()) {
            System.out.println("No migrations on target " + target + ".");
        } else {
            TargetMigrationTable.lines(history).forEach(System.out::println);
        }
        return ExitCodes.SUCCESS;
    }
}
