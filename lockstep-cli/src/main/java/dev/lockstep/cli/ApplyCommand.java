package dev.lockstep.cli;

import dev.lockstep.cli.api.Coordinator;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.PlanFile;
import dev.lockstep.cli.follow.Follower;
import dev.lockstep.cli.follow.OutputKind;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Posts a plan and, if asked to, follows it to its outcome. */
@Command(
        name = "apply",
        description =
                "Post a plan. With --wait: exit 0 completed, 2 rolled back, 3 needs an operator, 1 anything else.")
final class ApplyCommand implements Callable<Integer> {

    @Mixin
    private Address address = new Address();

    @Parameters(paramLabel = "FILE", description = "The plan, YAML or JSON.")
    private Path file = Path.of("");

    @Option(names = "--wait", description = "Follow the migration to the end of its round.")
    private boolean wait;

    @Override
    public Integer call() {
        Coordinator coordinator = address.coordinator();
        MigrationView submitted = coordinator.submit(new PlanFile(file));
        if (!wait) {
            System.out.println(submitted.id() + " " + submitted.name() + " " + submitted.state());
            return ExitCodes.DONE;
        }
        return ExitCodes.of(
                Follower.on(coordinator, System.out, OutputKind.ofThisProcess()).toTheEnd(submitted));
    }
}
