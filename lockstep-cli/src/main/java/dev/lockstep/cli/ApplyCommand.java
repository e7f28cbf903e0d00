package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.PlanFile;
import dev.lockstep.cli.follow.MigrationFollower;
import dev.lockstep.cli.follow.OutcomeSummary;
import dev.lockstep.cli.follow.OutputKind;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Option(names = "--wait", description = "Show progress until the migration has an outcome.")
    private boolean wait;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        MigrationView submitted = coordinator.submit(new PlanFile(file));
        if (!wait) {
            System.out.println(OutcomeSummary.headline(submitted) + " (id " + submitted.id() + ")");
            return ExitCodes.SUCCESS;
        }
        return ExitCodes.of(MigrationFollower.on(coordinator, System.out, OutputKind.ofThisProcess())
                .awaitOutcome(submitted));
    }
}
