package dev.lockstep.cli;

import dev.lockstep.cli.api.FleetView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the newest fleets. */
@Command(name = "fleets", description = "List fleets, newest first.")
final class FleetsCommand implements Callable<Integer> {

    private static final List<String> HEADER =
            List.of("ID", "STATE", "PLAN", "GROUP", "WAVE", "COMPLETED", "REQUESTED", "BY");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Override
    public Integer call() {
        List<FleetView> fleets = options.coordinator().fleets();
        if (fleets.isEmpty()) {
            System.out.println("No fleets.");
        } else {
            TextTable.lines(HEADER, fleets.stream().map(FleetsCommand::row).toList())
                    .forEach(System.out::println);
        }
        return ExitCodes.SUCCESS;
    }

    private static List<String> row(FleetView fleet) {
        return List.of(
                String.valueOf(fleet.id()),
                fleet.state(),
                fleet.name(),
                fleet.group(),
                String.valueOf(fleet.wave()),
                "%d/%d".formatted(fleet.counts().completed(), fleet.counts().members()),
                String.valueOf(fleet.requestedAt()),
                String.valueOf(fleet.requester()));
    }
}
