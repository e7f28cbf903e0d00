package dev.lockstep.cli;

import dev.lockstep.cli.api.DowngradeView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the newest downgrades. */
@Command(
        name = "downgrades",
        description = "List downgrades, newest first; or show, resume or cancel one.",
        subcommands = {DowngradeShowCommand.class, DowngradeResumeCommand.class, DowngradeCancelCommand.class})
final class DowngradesCommand implements Callable<Integer> {

    private static final List<String> HEADER = List.of("ID", "STATE", "TARGET", "TO", "REQUESTED", "BY", "REASON");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Override
    public Integer call() {
        List<DowngradeView> downgrades = options.coordinator().downgrades();
        if (downgrades.isEmpty()) {
            System.out.println("No downgrades.");
        } else {
            TextTable.lines(
                            HEADER,
                            downgrades.stream().map(DowngradesCommand::row).toList())
                    .forEach(System.out::println);
        }
        return ExitCodes.SUCCESS;
    }

    private static List<String> row(DowngradeView downgrade) {
        return List.of(
                String.valueOf(downgrade.id()),
                String.valueOf(downgrade.state()),
                downgrade.target(),
                downgrade.to(),
                String.valueOf(downgrade.requestedAt()),
                String.valueOf(downgrade.requester()),
                downgrade.reason());
    }
}
