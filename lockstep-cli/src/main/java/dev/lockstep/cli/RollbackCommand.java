package dev.lockstep.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Rolls a migration back and follows it to the outcome. */
@Command(
        name = "rollback",
        description = "Roll a completed migration back and wait, with or without --wait. Exit codes: 2 rolled back, "
                + "3 needs an operator, 1 any other outcome or error.")
final class RollbackCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Override
    public Integer call() {
        return options.performAndWait("rollback");
    }
}
