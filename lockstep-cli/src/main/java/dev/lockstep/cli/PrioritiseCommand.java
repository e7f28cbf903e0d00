package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Moves a queued migration before all others that have not started. */
@Command(
        name = "prioritise",
        description = {
            "Move a queued migration before all others that have not started and share a target with it.",
            ActionOptions.EXIT_CODES
        })
final class PrioritiseCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return dryRun.perform(options, "prioritise", Map.of(), wait.waitFor());
    }
}
