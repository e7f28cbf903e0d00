package dev.lockstep.cli;

import java.util.Map;
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
        return dryRun ? options.preview(action, fields) : options.perform(action, fields, waitFor);
    }
}
