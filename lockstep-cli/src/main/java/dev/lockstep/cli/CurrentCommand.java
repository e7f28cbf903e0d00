package dev.lockstep.cli;

import dev.lockstep.cli.api.CurrentView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what stands on a target. */
@Command(
        name = "current",
        description =
                "List the completed migrations that stand on a target, latest first, and its version if it has one.")
final class CurrentCommand implements Callable<Integer> {

    @Mixin
    private Address address = new Address();

    @Parameters(paramLabel = "TARGET", description = "A target, such as main-postgres.")
    private String target = "";

    @Override
    public Integer call() {
        CurrentView current = address.coordinator().current(target);
        if (current.items().isEmpty()) {
            System.out.println("No completed migration stands on " + target + ".");
        }
        if (current.version() != null) {
            System.out.println("version " + current.version());
        }
        TouchedLines.of(current.items()).forEach(System.out::println);
        return ExitCodes.DONE;
    }
}
