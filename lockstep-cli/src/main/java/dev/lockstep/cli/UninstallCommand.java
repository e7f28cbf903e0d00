package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.TargetRequestView;
import dev.lockstep.cli.api.TargetRequestView.Uninstall;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes Lockstep from a target. */
@Command(
        name = "uninstall",
        description = {
            "Remove everything of Lockstep from a target: the journal with the pre-images, the fence and the identity. Nothing "
                    + "on it can be rolled back afterwards. The target must be free and have one worker. Take it out of the "
                    + "worker's configuration before the worker is started again.",
            "Exit codes: 0 removed, or the dry run has ended; 1 failed, refused or error."
        })
final class UninstallCommand implements Callable<Integer> {

    private static final List<String> HEADER = List.of("KIND", "NAME", "UNITS");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-postgres.")
    private String target = "";

    @Option(names = "--history", description = "Remove the schema history of PostgreSQL too.")
    private boolean history;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the request and in the audit trail.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Only show what would be removed.")
    private boolean dryRun;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        TargetRequestView requested =
                coordinator.uninstall(target, dryRun, Map.of("reason", reason, "history", history));
        return TargetRequestFollower.finish(coordinator, requested, answered -> {
            print(Objects.requireNonNull(answered.uninstall()));
            return ExitCodes.SUCCESS;
        });
    }

    private void print(Uninstall uninstall) {
        TextTable.lines(
                        HEADER,
                        uninstall.removed().stream()
                                .map(item -> List.of(item.kind(), item.name(), Long.toString(item.units())))
                                .toList())
                .forEach(System.out::println);
        uninstall.notes().forEach(note -> System.out.println("Note: " + note));
        System.out.println(
                uninstall.dryRun()
                        ? "This would be removed from target %s. Nothing was removed.".formatted(target)
                        : "Removed from target %s. Take it out of the worker's configuration.".formatted(target));
    }
}
