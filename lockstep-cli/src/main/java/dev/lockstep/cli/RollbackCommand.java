package dev.lockstep.cli;

import dev.lockstep.cli.api.Coordinator;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.follow.Follower;
import dev.lockstep.cli.follow.OutputKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a migration back, also a completed one. */
@Command(
        name = "rollback",
        description = "Put a migration back and follow it: exit 2 rolled back, 3 needs an operator, 1 anything else.")
final class RollbackCommand implements Callable<Integer> {

    @Mixin
    private Address address = new Address();

    @Parameters(paramLabel = "ID", description = "The migration.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "WHY",
            description = "Kept with the migration.",
            defaultValue = "rollback from the command line")
    private String reason = "";

    @Override
    public Integer call() {
        Coordinator coordinator = address.coordinator();
        MigrationView begun = coordinator.act(coordinator.migration(id), "rollback", reason);
        return ExitCodes.of(
                Follower.on(coordinator, System.out, OutputKind.ofThisProcess()).toTheEnd(begun));
    }
}
