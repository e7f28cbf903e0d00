package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Approve a migration that somebody else has submitted. */
@Command(
        name = "approve",
        description = {
            "Approve a migration that somebody else has submitted, or a rollback that somebody else has requested.",
            ActionOptions.EXIT_CODES
        })
final class ApproveCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Option(
            names = "--dry-run",
            paramLabel = "ID",
            description = "Id of the dry run that you have looked at. The approval is refused if there is a newer one. "
                    + "Default: the newest one, if there is one.")
    private String dryRun = "";

    @Override
    public Integer call() {
        return options.perform("approve", dryRun.isBlank() ? Map.of() : Map.of("dryRun", dryRun), wait.waitFor());
    }
}
