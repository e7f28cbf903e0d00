package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.follow.MigrationFollower;
import dev.lockstep.cli.follow.OutputKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rolls a migration back and follows it to the outcome. */
@Command(
        name = "rollback",
        description =
                "Roll a running or completed migration back and wait. Exit codes: 2 rolled back, 3 needs an operator, "
                        + "1 any other outcome or error.")
final class RollbackCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the migration.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Reason, stored with the migration.",
            defaultValue = "rollback from the command line")
    private String reason = "";

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        MigrationView started = coordinator.act(coordinator.migration(id), "rollback", reason);
        return ExitCodes.of(MigrationFollower.on(coordinator, System.out, OutputKind.ofThisProcess())
                .awaitOutcome(started));
    }
}
