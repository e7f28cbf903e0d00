package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.PlanFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a plan for a group of targets. */
@Command(
        name = "fleet",
        description = {
            "Submit a plan for a group of targets: a migration for each member, in waves. Or show, continue, stop or roll "
                    + "back a fleet.",
            "Exit codes: 0 accepted, 1 refused or error. With --wait: 0 completed, 2 the wave or all is rolled back, 3 a "
                    + "person must decide (stopped, or waits for continue), 1 any other end or error."
        },
        subcommands = {
            FleetShowCommand.class,
            FleetContinueCommand.class,
            FleetStopCommand.class,
            FleetRollbackCommand.class
        })
final class FleetCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Plan file, YAML or JSON.")
    private @Nullable Path file;

    @Option(
            names = "--promoted-from",
            paramLabel = "URL",
            description =
                    "Submit only if the same plan, by its checksum, has completed at this other coordinator, as the "
                            + "newest fleet of the plan there. Its token is in LOCKSTEP_PROMOTED_FROM_TOKEN.")
    private @Nullable URI promotedFrom;

    @Option(
            names = "--dry-run",
            description = "Print which migrations would be submitted in which wave, and change nothing.")
    private boolean dryRun;

    @Option(names = "--wait", description = "Show progress until the fleet has ended or needs a person.")
    private boolean wait;

    @Override
    public Integer call() {
        if (file == null) {
            throw new IllegalArgumentException(
                    "FILE is missing; write ./lockstep fleet FILE, or ./lockstep fleet show ID");
        }
        CoordinatorClient coordinator = options.coordinator();
        PlanFile plan = new PlanFile(file);
        if (promotedFrom != null) {
            System.out.println(Promotion.require(coordinator, options.coordinatorBefore(promotedFrom), plan));
        }
        if (dryRun) {
            FleetPreviewText.lines(coordinator.previewFleet(plan)).forEach(System.out::println);
            return ExitCodes.SUCCESS;
        }
        return FleetFollower.finish(coordinator, coordinator.submitFleet(plan), wait);
    }
}
