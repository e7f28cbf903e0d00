package dev.lockstep.cli;

import dev.lockstep.cli.api.MigrationView;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The option {@code --dry-run} of an operator action. */
final class DryRunOption {

    @Option(names = "--dry-run", description = "Print what the action would do, and change nothing.")
    private boolean dryRun;

    boolean isSet() {
        return dryRun;
    }

    /** Performs the action, or prints what it would do. Returns the exit code. */
    int perform(ActionOptions options, String action, Map<String, ?> fields, WaitFor waitFor) {
        return perform(options, action, _ -> fields, waitFor);
    }

    /** The same for an action whose request depends on the migration. */
    int perform(ActionOptions options, String action, Function<MigrationView, Map<String, ?>> fields, WaitFor waitFor) {
        return dryRun ? options.preview(action, fields) : options.perform(action, fields, waitFor);
    }
}
