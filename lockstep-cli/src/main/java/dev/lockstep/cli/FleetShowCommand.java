package dev.lockstep.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows a fleet. */
@Command(name = "show", description = "Show a fleet with its waves, members and their migrations.")
final class FleetShowCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the fleet.")
    private String id = "";

    @Override
    public Integer call() {
        FleetText.lines(options.coordinator().fleetOf(id)).forEach(System.out::println);
        return ExitCodes.SUCCESS;
    }
}
