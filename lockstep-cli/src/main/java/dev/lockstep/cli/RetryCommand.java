package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compensate the stuck steps of a migration again, with new attempts. */
@Command(
        name = "retry",
        description = {"Compensate the stuck steps of a migration again, with new attempts.", ActionOptions.EXIT_CODES})
final class RetryCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return dryRun.perform(options, "retry", Map.of(), wait.waitFor());
    }
}
