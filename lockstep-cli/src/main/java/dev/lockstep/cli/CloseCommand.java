package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** End a migration that needs an operator. Its steps stay as they are, and its targets are released. */
@Command(
        name = "close",
        description = {
            "End a migration that needs an operator. Its steps stay as they are, and its targets are released.",
            ActionOptions.EXIT_CODES
        })
final class CloseCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return dryRun.perform(options, "close", Map.of(), wait.waitFor());
    }
}
