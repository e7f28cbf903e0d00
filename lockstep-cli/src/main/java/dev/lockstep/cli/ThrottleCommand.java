package dev.lockstep.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Limits how fast the steps of a running migration work. */
@Command(
        name = "throttle",
        description = {
            "Limit how fast each step on documents or keys of a running migration works, or lift the limit.",
            ActionOptions.EXIT_CODES
        })
final class ThrottleCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @ArgGroup(multiplicity = "1")
    private Limit limit = new Limit();

    private static final class Limit {
        @Option(names = "--rate", paramLabel = "N", description = "At most N units (documents, keys) per second.")
        private int rate;

        @Option(names = "--no-limit", description = "As fast as the store allows.")
        private boolean none;
    }

    @Override
    public Integer call() {
        Map<String, Object> fields = limit.none ? Map.of() : Map.of("unitsPerSecond", limit.rate);
        return dryRun.perform(options, "throttle", fields, WaitFor.NOTHING);
    }
}
