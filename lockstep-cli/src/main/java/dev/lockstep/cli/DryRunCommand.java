package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.PlanFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Finds out what a plan would change, without a lasting change. */
@Command(
        name = "dry-run",
        description = "Find out what a plan would change, without a lasting change. It waits for the targets like a "
                + "migration. Exit codes: 0 every step can be applied, 1 a step cannot, or was not tried, or error.")
final class DryRunCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "FILE", description = "Plan file, YAML or JSON.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        return WaitFor.OUTCOME.finish(coordinator, coordinator.dryRun(new PlanFile(file)));
    }
}
