package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a fleet. */
@Command(
        name = "stop",
        description = "Submit nothing more. Migrations that are queued are cancelled, those that run continue.")
final class FleetStopCommand implements Callable<Integer> {

    @Mixin
    private FleetActionOptions options = new FleetActionOptions();

    @Override
    public Integer call() {
        return options.perform("stop", Map.of());
    }
}
