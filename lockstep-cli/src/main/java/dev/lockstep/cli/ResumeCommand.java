package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Continues a paused migration. */
@Command(
        name = "resume",
        description = {"Continue a paused migration.", ActionOptions.EXIT_CODES})
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return dryRun.perform(options, "resume", Map.of(), wait.waitFor());
    }
}
