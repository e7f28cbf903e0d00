package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Confirms that nobody reads the old form any more, so that the contract steps of a plan can be applied. */
@Command(
        name = "contract",
        description = {
            "Confirm that nobody reads the old form any more, so that a migration of contract steps can begin.",
            ActionOptions.EXIT_CODES
        })
final class ContractCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        return dryRun.perform(options, "contract", Map.of(), wait.waitFor());
    }
}
