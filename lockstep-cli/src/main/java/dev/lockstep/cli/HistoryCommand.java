package dev.lockstep.cli;

import dev.lockstep.cli.api.TouchedView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what was done to a target. */
@Command(name = "history", description = "List the migrations that touched a target, newest first.")
final class HistoryCommand implements Callable<Integer> {

    @Mixin
    private Address address = new Address();

    @Parameters(paramLabel = "TARGET", description = "A target, such as main-postgres.")
    private String target = "";

    @Override
    public Integer call() {
        List<TouchedView> history = address.coordinator().history(target);
        if (history.isEmpty()) {
            System.out.println("No migration has touched " + target + " yet.");
        }
        TouchedLines.of(history).forEach(System.out::println);
        return ExitCodes.DONE;
    }
}
