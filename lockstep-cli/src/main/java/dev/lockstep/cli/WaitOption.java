package dev.lockstep.cli;

import picocli.CommandLine.Option;

/** The option {@code --wait}. */
final class WaitOption {

    @Option(names = "--wait", description = "Show progress until the migration has an outcome.")
    private boolean wait;

    WaitFor waitFor() {
        return wait ? WaitFor.OUTCOME : WaitFor.NOTHING;
    }
}
