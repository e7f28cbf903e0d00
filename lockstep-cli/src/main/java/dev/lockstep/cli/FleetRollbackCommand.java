package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rolls back a fleet. */
@Command(
        name = "rollback",
        description =
                "Stop a fleet and roll back its completed migrations: all, or those of the wave that has run last.")
final class FleetRollbackCommand implements Callable<Integer> {

    @Mixin
    private FleetActionOptions options = new FleetActionOptions();

    @Option(names = "--wave", description = "Only roll back the wave that has run last.")
    private boolean wave;

    @Override
    public Integer call() {
        return options.perform("rollback", Map.of("scope", wave ? "wave" : "all"));
    }
}
