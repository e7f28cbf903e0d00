package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Continues a fleet. */
@Command(
        name = "continue",
        description =
                "Go on with the next wave of a fleet that waits, or submit the migrations of a stopped fleet that have not completed again. They are submitted in your name.")
final class FleetContinueCommand implements Callable<Integer> {

    @Mixin
    private FleetActionOptions options = new FleetActionOptions();

    @Override
    public Integer call() {
        return options.perform("continue", Map.of());
    }
}
