package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rolls a migration back. Without {@code --no-wait}, follows it to the outcome. */
@Command(
        name = "rollback",
        description =
                "Roll a completed migration back and wait for the outcome, and before for an approval if its plan "
                        + "requires one. Exit codes: 2 rolled back, 3 needs an "
                        + "operator, 1 any other outcome or error. With --no-wait: 0 accepted, 1 refused or error.")
final class RollbackCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Option(
            names = "--no-wait",
            negatable = true,
            description = "Return as soon as the rollback is accepted. --wait, the default, shows progress until the "
                    + "migration has an outcome.")
    private boolean noWait;

    @Override
    public Integer call() {
        int code = dryRun.perform(options, "rollback", Map.of(), noWait ? WaitFor.NOTHING : WaitFor.OUTCOME);
        // A migration that is completed again was not rolled back.
        return !noWait && !dryRun.isSet() && code == ExitCodes.SUCCESS ? ExitCodes.FAILED : code;
    }
}
