package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stop a migration that is queued or running. Applied steps are compensated. */
@Command(
        name = "cancel",
        description = {
            "Stop a migration that is queued or running. Applied steps are compensated.",
            ActionOptions.EXIT_CODES
        })
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return dryRun.perform(options, "cancel", Map.of(), wait.waitFor());
    }
}
