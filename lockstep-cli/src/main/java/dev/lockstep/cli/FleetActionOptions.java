package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.FleetView;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of an action on a fleet. */
final class FleetActionOptions {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "ID", description = "Id of the fleet.")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the fleet, with its migrations and in the audit trail.")
    private String reason = "";

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Option(names = "--wait", description = "Show progress until the fleet has ended or needs a person.")
    private boolean wait;

    /** Requests the action, and follows the fleet if this is wanted; or prints what it would do. Returns the exit code. */
    int perform(String action, Map<String, String> fields) {
        CoordinatorClient coordinator = options.coordinator();
        Map<String, String> body = new HashMap<>(fields);
        body.put("reason", reason);
        FleetView fleet = coordinator.fleetOf(id);
        if (dryRun.isSet()) {
            FleetPreviewText.lines(coordinator.preview(fleet, action, body)).forEach(System.out::println);
            return ExitCodes.SUCCESS;
        }
        return FleetFollower.finish(coordinator, coordinator.act(fleet, action, body), wait);
    }
}
