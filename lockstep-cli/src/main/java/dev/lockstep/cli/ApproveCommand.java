package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Approve a migration that somebody else has submitted. */
@Command(
        name = "approve",
        description = {"Approve a migration that somebody else has submitted.", ActionOptions.EXIT_CODES})
final class ApproveCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return options.perform("approve", Map.of(), wait.waitFor());
    }
}
