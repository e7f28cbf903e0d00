package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Leaves a stuck step applied and continues with the steps that wait for it. */
@Command(
        name = "skip",
        description = {
            "Leave a stuck step applied, and continue with the steps that wait for it.",
            ActionOptions.EXIT_CODES
        })
final class SkipCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Option(names = "--step", paramLabel = "STEP", required = true, description = "Id of the stuck step.")
    private String step = "";

    @Override
    public Integer call() {
        return dryRun.perform(options, "skip", Map.of("step", step), wait.waitFor());
    }
}
