package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.PlanFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Applies and undoes a plan on scratch copies of its targets. */
@Command(
        name = "rehearse",
        description =
                "Apply a plan on scratch copies of its targets, undo it, compare the copies with what they were, "
                        + "and apply it again. The targets are not changed. Exit codes: 0 all of it passed, 1 it did not, or error.")
final class RehearseCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "FILE", description = "Plan file, YAML or JSON.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        return WaitFor.OUTCOME.finish(coordinator, coordinator.rehearse(new PlanFile(file)));
    }
}
