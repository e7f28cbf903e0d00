package dev.lockstep.cli;

import dev.lockstep.cli.api.TargetMigrationPage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists all migrations of a target. */
@Command(name = "history", description = "List all migrations with a step on a target, newest first.")
final class HistoryCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Mixin
    private PageOptions page = new PageOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-postgres.")
    private String target = "";

    @Override
    public Integer call() {
        TargetMigrationPage history = options.coordinator().history(target, page.page());
        if (history.items().isEmpty()) {
            System.out.println("No migrations on target " + target + ".");
        } else {
            TargetMigrationTable.lines(history.items()).forEach(System.out::println);
        }
        page.printNext("history " + target, history.next());
        return ExitCodes.SUCCESS;
    }
}
