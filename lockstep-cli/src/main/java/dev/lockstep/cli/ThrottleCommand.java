package dev.lockstep.cli;

import dev.lockstep.cli.api.MigrationView;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets how fast the steps of a running migration work. */
@Command(
        name = "throttle",
        description = {
            "Limit how fast each step on documents or keys of a running migration works, or lift the limit.",
            "A limit that is not given stays as it is.",
            ActionOptions.EXIT_CODES
        })
final class ThrottleCommand implements Callable<Integer> {

    @Mixin
    private ActionOptions options = new ActionOptions();

    @Mixin
    private DryRunOption dryRun = new DryRunOption();

    @ArgGroup(multiplicity = "1")
    private Change change = new Change();

    private static final class Change {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private @Nullable Limits limits;

        @Option(names = "--no-limit", description = "As fast as the store allows, with the worker's own batch size.")
        private boolean none;
    }

    private static final class Limits {
        @Option(names = "--rate", paramLabel = "N", description = "At most N units (documents, keys) per second.")
        private @Nullable Integer rate;

        @Option(names = "--batch-size", paramLabel = "N", description = "N units per batch, 1 to 10,000.")
        private @Nullable Integer batchSize;
    }

    @Override
    public Integer call() {
        return dryRun.perform(options, "throttle", this::fields, WaitFor.NOTHING);
    }

    /** The request replaces both limits, so it repeats the one that is not given. */
    private Map<String, ?> fields(MigrationView migration) {
        Limits limits = change.limits;
        if (change.none || limits == null) {
            return Map.of();
        }
        Map<String, Integer> fields = new HashMap<>();
        put(fields, "unitsPerSecond", limits.rate, migration.unitsPerSecond());
        put(fields, "batchSize", limits.batchSize, migration.batchSize());
        return fields;
    }

    private static void put(
            Map<String, Integer> fields, String field, @Nullable Integer given, @Nullable Integer current) {
        Integer value = given == null ? current : given;
        if (value != null) {
            fields.put(field, value);
        }
    }
}
