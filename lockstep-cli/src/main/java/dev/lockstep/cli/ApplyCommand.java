package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.PlanFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Submits a plan. With {@code --wait}, follows its migration to the outcome. */
@Command(
        name = "apply",
        description = "Submit a plan. Exit codes with --wait: 0 completed, 2 rolled back, 3 needs an operator, 1 any "
                + "other outcome or error.")
final class ApplyCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "FILE", description = "Plan file, YAML or JSON.")
    private Path file = Path.of("");

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        return wait.waitFor().finish(coordinator, coordinator.submit(new PlanFile(file)));
    }
}
