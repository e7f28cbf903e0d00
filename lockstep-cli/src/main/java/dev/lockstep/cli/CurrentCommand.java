package dev.lockstep.cli;

import dev.lockstep.cli.api.CurrentView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the version and the completed migrations of a target. */
@Command(
        name = "current",
        description = "Show the version of a target and list its completed migrations that are not rolled back, "
                + "latest first.")
final class CurrentCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Mixin
    private PageOptions page = new PageOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-postgres.")
    private String target = "";

    @Override
    public Integer call() {
        CurrentView current = options.coordinator().current(target, page.page());
        if (current.version() != null) {
            System.out.println("Version: " + current.version());
        }
        if (current.baseline() != null) {
            System.out.println("Baseline: " + current.baseline());
        }
        if (current.items().isEmpty()) {
            System.out.println("No completed migrations on target " + target + ".");
        } else {
            TargetMigrationTable.lines(current.items()).forEach(System.out::println);
        }
        page.printNext("current " + target, current.next());
        return ExitCodes.SUCCESS;
    }
}
