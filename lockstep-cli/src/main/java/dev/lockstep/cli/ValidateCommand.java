package dev.lockstep.cli;

import dev.lockstep.cli.api.PlanFile;
import dev.lockstep.cli.api.ValidatedView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks whether a plan may run, and runs nothing. */
@Command(
        name = "validate",
        description = "Say whether a plan may run, or everything that is wrong with it: exit 0 it may, 1 it may not.")
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private Address address = new Address();

    @Parameters(paramLabel = "FILE", description = "The plan, YAML or JSON.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        ValidatedView valid = address.coordinator().validate(new PlanFile(file));
        System.out.printf("%s may run: %d steps, checksum %s%n", valid.name(), valid.steps(), valid.checksum());
        return ExitCodes.DONE;
    }
}
