package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops the steps of a running migration until it is resumed. */
@Command(
        name = "pause",
        description = {
            "Stop the steps of a running migration until it is resumed. Steps on documents and keys stop at once and continue "
                    + "there later; a running PostgreSQL step ends first. The targets stay locked.",
            ActionOptions.EXIT_CODES
        })
final class PauseCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Option(
            names = "--cancel-scripts",
            description = "Stop a running PostgreSQL step too. It is rolled back, and starts again later.")
    private boolean cancelScripts;

    @Override
    public Integer call() {
        return dryRun.perform(
                options, "pause", Map.of("scripts", cancelScripts ? "cancel" : "finish"), WaitFor.NOTHING);
    }
}
