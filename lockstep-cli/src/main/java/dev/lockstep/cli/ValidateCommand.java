package dev.lockstep.cli;

import dev.lockstep.cli.api.PlanFile;
import dev.lockstep.cli.api.PlanValidationView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Validates a plan without running it. */
@Command(
        name = "validate",
        description = "Validate a plan without running it. Exit codes: 0 valid, 1 invalid or error.")
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "FILE", description = "Plan file, YAML or JSON.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        PlanValidationView plan = options.coordinator().validate(new PlanFile(file));
        System.out.printf("Plan %s is valid: %d steps, checksum %s%n", plan.name(), plan.steps(), plan.checksum());
        return ExitCodes.SUCCESS;
    }
}
