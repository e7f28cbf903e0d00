package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a migration that waits for an approval, or refuses a rollback that waits for one. */
@Command(
        name = "reject",
        description = {
            "End a migration that waits for an approval, of which nothing was changed; or refuse a rollback that waits for "
                    + "one, whose migration stays completed.",
            ActionOptions.EXIT_CODES
        })
final class RejectCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return dryRun.perform(options, "reject", Map.of(), wait.waitFor());
    }
}
